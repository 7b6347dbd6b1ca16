"""The gossip endpoint: neighbours over TCP that tell each other about items, boards and peers.

It carries messages and knows nothing of what they mean, with two exceptions: `Boards`, which says
what a neighbour is good for, and `Bye`. What the messages do is up to the services.
"""
