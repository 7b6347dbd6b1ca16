"""The use cases: what a person can do, one file each.

They know the protocol and, through `ports`, what they need from the outside. The window, the
command line and the control channel all come through here.
"""
