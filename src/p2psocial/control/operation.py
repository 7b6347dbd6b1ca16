"""What a node can be asked to do, as the channel sees it: names and JSON in, JSON out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

# Told how far an operation has come. Called on the thread of whoever runs it, at any rate: the
# channel leaves some calls out when they are more than the other end reads.
OnProgress = Callable[[Mapping[str, object]], None]

# Takes the request's arguments and returns something that JSON can hold. It is cancelled when
# whoever asked goes away, and raises the classes of `failures` and `protocol.errors`.
Operation = Callable[[Mapping[str, object], OnProgress], Awaitable[object]]
