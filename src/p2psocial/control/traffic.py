"""What counting and announcing spend, as the documents that commands print.

Packets and bytes count both ways, with the headers of IP and UDP.
"""

from __future__ import annotations

from p2psocial.control.documents import Document
from p2psocial.services.measuring import MeasuringStatus
from p2psocial.services.ports import AnnouncingStatus, CountingStatus, NetworkStatus


def counting_document(network: NetworkStatus, measuring: MeasuringStatus | None) -> Document:
    """Return how counting and announcing stand; None for what this node does not do.

    Behind a proxy nothing is counted, and it is libtorrent that announces.
    """
    return {
        "announced": network.announcing.announced if network.announcing else None,
        "announce_late": network.announcing.late if network.announcing else None,
        "announcing": _announcing(network.announcing) if network.announcing else None,
        "counting": _counting(network.counting, measuring) if network.counting else None,
    } | vote_cost_document(network)


def vote_cost_document(network: NetworkStatus) -> Document:
    """Return what one more vote costs to keep announced, null while no node runs."""
    status = network.announcing
    return {
        "vote_packets_per_hour": status.vote_packets_per_hour if status else None,
        "vote_bytes_per_hour": status.vote_bytes_per_hour if status else None,
    }


def _announcing(status: AnnouncingStatus) -> Document:
    return {
        "per_minute": round(status.announces_per_minute, 1),
        "packets_per_second": round(status.packets_per_second, 1),
        "bytes_in_hour": status.bytes_in_hour,
        "budget_packets_per_second": status.packets_allowed,
        "budget_bytes_per_hour": status.bytes_allowed or None,
        "capacity": status.capacity,
    }


def _counting(status: CountingStatus, measuring: MeasuringStatus | None) -> Document:
    schedule = measuring or MeasuringStatus(0, 0, 0, 0)
    return {
        "per_minute": round(status.counts_per_minute, 1),
        "packets_per_second": round(status.packets_per_second, 1),
        "bytes_in_hour": status.bytes_in_hour,
        "budget_packets_per_second": status.packets_allowed,
        "budget_bytes_per_hour": status.bytes_allowed or None,
        "watched": schedule.watched,
        "urgent": schedule.urgent,
        "due": schedule.due,
        "late_seconds": schedule.late_seconds,
        "checks": {
            "asked": schedule.asked,
            "proved": schedule.proved,
            "denied": schedule.denied,
        },
    }
