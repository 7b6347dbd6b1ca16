"""Spreading: how what is published reaches everybody who joined its board.

`spreader.Spreader` hears what gossip peers say and hands it on: `relay` pushes and fetches headers,
`bodies` the texts, `catching_up` reconciles with peers what was missed, `membership` knows who is
interested in what, and `conduct` keeps any one peer or author from costing the rest much.

All of it is callbacks and timers without threads or tasks, so that it can be driven by a virtual
clock and network as well as by real ones.
"""
