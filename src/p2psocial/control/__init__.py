"""The local, owner-only channel between a running node and the commands on its data folder."""
