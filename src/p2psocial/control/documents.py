"""The JSON documents that commands print: stable field names, hashes in lower-case hex."""

from __future__ import annotations

from typing import TypeAlias

from p2psocial.protocol.identity import fingerprint
from p2psocial.protocol.item import Item, Kind
from p2psocial.protocol.magnet import Address, Magnet
from p2psocial.services.ports import (
    Entry,
    GossipStatus,
    NetworkStatus,
    SeedEvidence,
    SeedRecord,
    Totals,
    Why,
)
from p2psocial.services.spreading.spreader import Progress
from p2psocial.services.thread import Reply, Thread

Document: TypeAlias = dict[str, object]

_HOUR = 3_600


def _hex(value: bytes | None) -> str | None:
    return value.hex() if value else None


def magnet_of(item: Item, peers: tuple[Address, ...]) -> str:
    """Return the magnet link of an item, naming these peers."""
    return str(Magnet(item.infohash, item.title or item.name, peers))


def item_document(
    entry: Entry, body: str | None, now: int, peers: tuple[Address, ...] = ()
) -> Document:
    """Return an item as one flat JSON object; `now` is Unix time, for the age of the count."""
    item = entry.item
    return {
        "infohash": item.infohash.hex(),
        "id": item.id.hex(),
        "kind": item.kind.value,
        "board": item.board,
        "title": item.title if item.kind is Kind.POST else None,
        "body": None if entry.retracted else body,
        "text_missing": body is None and not entry.retracted,
        "author": item.author.hex(),
        "fingerprint": fingerprint(item.author),
        "nick": item.nick,
        "created": item.created,
        "seeds": entry.seeds,
        "seeds_source": entry.seeds_source.value,
        "seeds_age": None if entry.seeds_at is None else max(0, now - entry.seeds_at),
        "seed_hours": round(entry.seed_seconds / _HOUR, 1),
        "seeding": entry.seeding,
        "parent": _hex(item.parent),
        "root": _hex(item.root),
        "replaces": _hex(item.replaces),
        "comments": entry.comments,
        "original": entry.original.hex(),
        "newest": entry.newest.hex(),
        "edited": entry.original != entry.newest,
        "retracted": entry.retracted,
        "name": item.name,
        "size": item.length,
        "magnet": magnet_of(item, peers),
    }


def seeding_document(record: SeedRecord, document: Document) -> Document:
    """Add to an item's document what we know of seeding it; `newer` is another version of it."""
    return document | {
        "since": record.since,
        "until": record.until,
        "uploaded": record.uploaded,
        "endangered": record.endangered,
        "newer": _hex(record.newer),
    }


def _evidence_document(evidence: SeedEvidence, now: int) -> Document:
    return {
        "source": evidence.source.value,
        "seeds": evidence.seeds,
        "age": max(0, now - evidence.at),
        "counts": evidence.counts,
        "networks": evidence.networks,
        "low": evidence.low,
        "high": evidence.high,
        "nodes": evidence.nodes,
        "claimed": evidence.claimed,
        "proved": evidence.proved,
        "denied": evidence.denied,
    }


def why_document(why: Why, document: Document, beaten_by: list[Document], now: int) -> Document:
    """Add to an item's document its rank and what explains it; `rank` is null without one.

    With `rank_or_more`, which only the order `hot` has, it is the least that the rank can be.
    """
    return document | {
        "rank": why.rank,
        "rank_or_more": why.rank_or_more,
        "absence": why.absence.value if why.absence else None,
        "evidence": [_evidence_document(each, now) for each in why.evidence],
        "beaten_by": beaten_by,
    }


def status_document(
    network: NetworkStatus, totals: Totals, spreading: tuple[GossipStatus, Progress] | None
) -> Document:
    """Return how the network and the index stand; `spreading` is None when no node runs."""
    gossip, progress = spreading or (None, Progress(0, 0))
    return {
        "listening": [str(address) for address in network.listening],
        "dht_nodes": network.dht_nodes,
        "peers": network.peers,
        "torrents": network.torrents,
        "upload_rate": network.upload_rate,
        "download_rate": network.download_rate,
        "port_mapping": network.port_mapping,
        "announcements": [str(address) for address in gossip.listening] if gossip else [],
        "neighbours": gossip.incoming + gossip.outgoing if gossip else 0,
        "neighbours_outgoing": gossip.outgoing if gossip else 0,
        "gossip_sent_bytes": gossip.sent_bytes if gossip else 0,
        "gossip_received_bytes": gossip.received_bytes if gossip else 0,
        "banned": gossip.banned if gossip else 0,
        "syncing": progress.syncing,
        "missing": progress.missing,
        "items": totals.items,
        "seeding": totals.seeds,
        "seeding_ready": network.torrents,
        "text_bytes": totals.text_bytes,
        "seed_bytes": totals.seed_bytes,
    }


def _reply_document(reply: Reply, now: int) -> Document:
    replies = [_reply_document(inner, now) for inner in reply.replies]
    more: Document = {
        "parent_missing": reply.parent_missing,
        "hidden": reply.hidden,
        "replies": replies,
    }
    document = item_document(reply.entry, reply.body, now) | more
    return document | {"text_missing": False} if reply.hidden else document


def thread_document(thread: Thread, now: int, peers: tuple[Address, ...]) -> Document:
    """Return an item with its `replies`, nested, and the `history` of its versions."""
    history = [
        {"infohash": version.infohash.hex(), "created": version.created}
        for version in thread.history
    ]
    replies = [_reply_document(reply, now) for reply in thread.replies]
    document = item_document(thread.entry, thread.body, now, peers)
    return document | {"replies": replies, "history": history}
