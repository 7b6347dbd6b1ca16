"""Negentropy protocol V1: learning in what two sets differ, at a cost that follows the difference.

Source: "Negentropy Protocol V1" by Doug Hoyte (github.com/hoytech/negentropy, docs/), which NIP-77
uses as well; the method is Aljoscha Meyer's range-based set reconciliation (arXiv 2212.13567).
docs/negentropy.md states what is done within the freedom that the specification leaves.

`OrderedSet` holds what a node knows, `View` is what one session sees of it, `Initiator` and
`Responder` are the two ends. Messages are bytes that the caller carries.
"""

from p2psocial.protocol.negentropy.ordered_set import OrderedSet
from p2psocial.protocol.negentropy.session import (
    DEFAULT_ROUND_LIMIT,
    MIN_FRAME_LIMIT,
    Initiator,
    Reconciled,
    Responder,
)
from p2psocial.protocol.negentropy.view import View
from p2psocial.protocol.negentropy.wire import MAX_MESSAGE_BYTES, MAX_RANGES, NegentropyError

__all__ = [
    "DEFAULT_ROUND_LIMIT",
    "MAX_MESSAGE_BYTES",
    "MAX_RANGES",
    "MIN_FRAME_LIMIT",
    "Initiator",
    "NegentropyError",
    "OrderedSet",
    "Reconciled",
    "Responder",
    "View",
]
