"""The window: Qt Quick shows, Python decides.

`launch.run` opens it. What a screen can do is a controller here (`feed.py`, `thread.py`, …), and
what it looks like is QML in `qml/`. Reading goes through `reader.Reader` on a thread of its own,
changing through `node_link.NodeLink` to the node; the GUI thread waits for neither.
"""
