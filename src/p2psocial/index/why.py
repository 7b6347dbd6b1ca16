"""Why an item stands where it does: its rank, all evidence for its count, and what beat it."""

from __future__ import annotations

import ipaddress
from dataclasses import replace

from p2psocial.index.database import Database
from p2psocial.index.entries import Entries
from p2psocial.index.rank_counting import MOST_COUNTED, RankCounting
from p2psocial.index.ranking import Position, Rankings, since
from p2psocial.index.records import (
    FRESH_SECONDS,
    Absence,
    Entry,
    Order,
    Ranking,
    SeedEvidence,
    SeedSource,
    Why,
)
from p2psocial.protocol.item import Kind

BEATEN_BY = 3
_V4_PREFIX, _V6_PREFIX = 24, 48

_OWN = "SELECT max(since) FROM seed WHERE chain = ?"
_HOUSEHOLDS = "SELECT household, max(seen) FROM swarm WHERE chain = ? GROUP BY household"
_ESTIMATES = """
    SELECT measured, counts, estimate, low, high, nodes, claimed, proved, denied
    FROM measurement WHERE chain = ?
    ORDER BY measured DESC
"""
_TOLD = ("low", "high", "nodes", "claimed", "proved", "denied")
_CHAIN = "SELECT chain FROM item WHERE infohash = ?"


def network_of(household: str) -> str | None:
    """Return the IPv4 /24 or IPv6 /48 of a household; None when its name is no address.

    A household is named "192.0.2.1" or "2001:db8::/64", on private networks also with a port, as in
    "192.0.2.1:6881" and "[2001:db8::1]:6881".
    """
    host = household.partition("/")[0]
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    prefix = _V4_PREFIX if address.version == 4 else _V6_PREFIX  # noqa: PLR2004 -- IPv4
    return str(ipaddress.ip_network((address, prefix), strict=False))


class Explaining:
    """Puts together what explains a rank."""

    def __init__(self, database: Database, entries: Entries, rankings: Rankings) -> None:
        self._database = database
        self._entries = entries
        self._rankings = rankings
        self._counting = RankCounting(database)

    def why(self, infohash: bytes, ranking: Ranking) -> Why | None:
        """Explain the rank of an item; None when it is not here."""
        named = self._entries.entry(infohash)
        entry = self._entries.entry(named.newest) if named else None
        if entry is None:
            return None
        position = self._rankings.position(entry)
        absence = _absence(entry, position, ranking)
        evidence = self._evidence(infohash, ranking.now)
        if absence:
            return Why(entry, None, absence, evidence, ())
        rank = self._counting.above(ranking, position) + 1
        nearest = replace(ranking, limit=min(BEATEN_BY, rank - 1), after=None)
        above = self._entries.from_rows(self._rankings.above(nearest, position))
        more = ranking.order is Order.HOT and rank > MOST_COUNTED
        return Why(entry, rank, None, evidence, tuple(above), rank_or_more=more)

    def _evidence(self, infohash: bytes, now: int) -> tuple[SeedEvidence, ...]:
        (chain,) = self._database.rows(_CHAIN, (infohash,))[0]
        found: list[SeedEvidence] = []
        (since_when,) = self._database.rows(_OWN, (chain,))[0]
        if since_when is not None:
            found.append(SeedEvidence(SeedSource.SELF, 1, since_when))
        households = self._database.rows(_HOUSEHOLDS, (chain,))
        if households:
            networks = {network_of(household) for household, _ in households} - {None}
            seen = max(seen for _, seen in households)
            spread = len(networks) or None
            swarm = SeedEvidence(SeedSource.SWARM, len(households), seen, networks=spread)
            found.append(swarm)
        for measured, counts, estimate, *figures in self._database.rows(_ESTIMATES, (chain,)):
            recent = bool(counts) and measured >= now - FRESH_SECONDS
            told = dict(zip(_TOLD, figures, strict=True))
            found.append(SeedEvidence(SeedSource.DHT, estimate, measured, recent, **told))
        return tuple(found)


def _absence(entry: Entry, position: Position, ranking: Ranking) -> Absence | None:
    reasons = {
        Absence.COMMENT: entry.item.kind is not Kind.POST,
        Absence.RETRACTED: entry.retracted,
        Absence.BOARD: ranking.board not in (None, entry.item.board),
        Absence.AHEAD: position.created > ranking.now,
        Absence.OLDER: position.created <= since(ranking),
        Absence.UNSEEDED: ranking.order is Order.ENDANGERED and not entry.seeds,
    }
    return next((absence for absence, applies in reasons.items() if applies), None)
