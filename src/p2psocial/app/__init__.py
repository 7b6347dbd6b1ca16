"""The composition root: the only package that knows every part and puts them together.

`node.Node` wires the parts, `running.open_node` runs them, `backend.Backend` is what the command
line talks to.
"""
