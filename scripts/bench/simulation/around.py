"""Who is around the honest nodes of a simulated board."""

from __future__ import annotations

from dataclasses import dataclass

from bench.simulation.world import World


@dataclass(frozen=True)
class Around:
    """Whom honest nodes have dialled, on average, and how many have none but hostile neighbours."""

    dialled: float
    hostile: float
    surrounded: int


def around(world: World) -> Around:
    """Look around as things stand now."""
    hostile = {node.endpoint for node in world.hostile}
    links = [[*node.endpoint.links.values()] for node in world.honest]
    dialled = [link.there in hostile for each in links for link in each if link.neighbour.outgoing]
    surrounded = sum(all(link.there in hostile for link in each) for each in links)
    return Around(len(dialled) / len(links), sum(dialled) / len(links), surrounded)
