"""What the settings of a data folder mean for the network and for the gossip."""

from __future__ import annotations

from p2psocial import __version__
from p2psocial.data_folder import DataFolder
from p2psocial.network.gossip.options import GossipOptions, LinkConditions
from p2psocial.network.options import NetworkOptions, Proxy
from p2psocial.network.scrape.budget import Limits
from p2psocial.protocol.magnet import Address
from p2psocial.settings import Settings


def _proxy(settings: Settings) -> Proxy | None:
    proxy = settings.proxy_server()
    if proxy is None:
        return None
    return Proxy(proxy.kind, proxy.host, proxy.port, proxy.user, proxy.password)


def network_options(settings: Settings, folder: DataFolder) -> NetworkOptions:
    """Return what the settings mean for the network."""
    return NetworkOptions(
        seeds_folder=folder.seeds,
        reading_folder=folder.reading,
        state_file=folder.session_state,
        listen=tuple(Address(*place) for place in settings.listen_places())
        if settings.listen
        else (),
        bootstrap=tuple(Address(*place) for place in settings.bootstrap_places()),
        private=settings.private,
        proxy=_proxy(settings),
        port_mapping=settings.port_mapping,
        upload_limit=settings.upload_limit,
        counting=Limits(settings.count_packets, settings.count_bytes),
        announcing=Limits(settings.announce_packets, settings.announce_bytes, at_once=16),
    )


def gossip_options(
    settings: Settings, folder: DataFolder, link: LinkConditions | None
) -> GossipOptions:
    """Return what the settings mean for the gossip endpoint."""
    return GossipOptions(
        listen=tuple(Address(*place) for place in settings.gossip_places()),
        private=settings.private,
        accept_incoming=settings.accept_incoming,
        proxy=_proxy(settings),
        peers_file=folder.peers,
        local_multicast=settings.local_discovery,
        port_mapping=settings.port_mapping,
        client=f"p2psocial {__version__}",
        link=link,
    )
