"""The p2psocial protocol: bytes in, values out.

Nothing in this package reads a clock, draws a random number or does I/O; whoever calls it passes
those in. `docs/protocol.md` is the specification that this package implements.
"""
