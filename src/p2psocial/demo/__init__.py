"""A private network of real nodes on this machine: for people to look at, for tests and benchmarks.

`network.DemoNetwork` is the network, driven from one process: it starts `worker` processes, each of
which runs some of the nodes, and talks to them through `processes`. `show` brings it to life with
the texts of `script`.
"""
