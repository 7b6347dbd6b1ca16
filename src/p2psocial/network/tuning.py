"""libtorrent's settings for thousands of tiny torrents.

The defaults are made for a few large files: with them, 200 small fetches took 60 s, and above 88
torrents the DHT announces stop without a word. Each group below says what it is for.
"""

from __future__ import annotations

from typing import cast

import libtorrent as lt

from p2psocial import __version__
from p2psocial.network.announcing import ROUND_SECONDS
from p2psocial.network.options import NetworkOptions, Proxy

DEFAULT_PORT = 7681
# How the peer id of a session that only reads begins (BEP 20), so that no node counts it.
READER_FINGERPRINT = "-PR0100-"
# Before a seeder dials a peer again that parted from it. Transmission hangs up on a seed that it
# knows for one: with the 1 s that is right for a reader, every such peer was dialled each second.
REDIAL_SECONDS = 60
Settings = dict[str, object]

_PUBLIC_BOOTSTRAP = (
    "dht.libtorrent.org:25401,router.bittorrent.com:6881,dht.transmissionbt.com:6881"
)
_DEFAULT_RETRIES = 20
_DEFAULT_DHT_RATE = 8_000
# A larger info dict than any item's is still read, so that it can be refused for what it is.
MAX_METADATA_BYTES = 256 * 1024

_MANY_TINY_TORRENTS: Settings = {
    "active_seeds": -1,
    "active_limit": -1,
    "active_downloads": -1,
    "active_checking": -1,
    "active_dht_limit": -1,
    "active_lsd_limit": -1,
    "connection_speed": 1000,
    "torrent_connect_boost": 100,
    "connections_limit": 4000,
    "min_reconnect_time": 1,
    # A torrent that nobody asks for is looked at every second for that many seconds, and not any
    # more after them: of 100,000, that took a tenth of a processor.
    "auto_manage_startup": 0,
    "listen_queue_size": 500,
    "alert_queue_size": 100_000,
    # Torrents have a limit on what their peers may send (of us, too, a flood would take all time),
    # and within it whoever sends waits for the next tick.
    "tick_interval": 20,
    "allow_multiple_connections_per_ip": True,
    "max_metadata_size": MAX_METADATA_BYTES,
    # No third party is asked for our address, and there are no trackers to talk to.
    "webtorrent_stun_server": "",
    "user_agent": f"p2psocial/{__version__}",
}

_PRIVATE_DHT: Settings = {
    "dht_restrict_routing_ips": False,
    "dht_restrict_search_ips": False,
    "dht_enforce_node_id": False,
    "dht_ignore_dark_internet": False,
    "dht_prefer_verified_node_ids": False,
    "dht_block_timeout": 0,
    "dht_block_ratelimit": 1_000_000,
}

_PROXY_TYPES = {
    ("socks5", False): lt.proxy_type_t.socks5,
    ("socks5", True): lt.proxy_type_t.socks5_pw,
    ("http", False): lt.proxy_type_t.http,
    ("http", True): lt.proxy_type_t.http_pw,
    ("i2p", False): lt.proxy_type_t.i2p_proxy,
    ("i2p", True): lt.proxy_type_t.i2p_proxy,
}


def _behind(proxy: Proxy | None) -> Settings:
    if proxy is None:
        return {}
    kind = "i2p" if proxy.scheme == "i2p" else "proxy"
    return {
        "proxy_type": int(_PROXY_TYPES[proxy.scheme, bool(proxy.user)]),
        f"{kind}_hostname": proxy.host,
        f"{kind}_port": proxy.port,
        "proxy_username": proxy.user,
        "proxy_password": proxy.password,
        "proxy_hostnames": True,
        "proxy_peer_connections": True,
        "proxy_tracker_connections": True,
        # Nothing may go around the proxy: no connection that reaches us directly, and no
        # datagram unless the proxy can carry it (of the three only SOCKS5 can).
        "listen_interfaces": "0.0.0.0:0",
        "outgoing_interfaces": "",
        "enable_incoming_tcp": False,
        "enable_incoming_utp": False,
        "enable_dht": proxy.scheme == "socks5",
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
    }


def listen_interfaces(options: NetworkOptions) -> str:
    """Return libtorrent's list of addresses to listen on."""
    if options.listen:
        return ",".join(str(address) for address in options.listen)
    hosts = ("127.0.0.1",) if options.private else ("0.0.0.0", "[::]")  # noqa: S104 -- a peer-to-peer node serves everybody
    return ",".join(f"{host}:{DEFAULT_PORT}" for host in hosts)


def _bootstrap(options: NetworkOptions) -> str:
    # libtorrent never takes a node that stands here into its routing table, so nodes that somebody
    # named are introduced by `Seeding` instead: they may be all there is.
    # Behind a proxy no host name is looked up here, which would tell of it around the proxy.
    named = options.private or options.bootstrap or options.proxy
    return "" if named else _PUBLIC_BOOTSTRAP


def own_hosts(options: NetworkOptions) -> list[str]:
    """Return the addresses that calls go out from; none where the system is to choose."""
    # On a private network every node has an address of its own, and is counted by it.
    hosts = [address.host for address in options.listen] if options.private else []
    return [host for host in hosts if host not in ("0.0.0.0", "::")]  # noqa: S104 -- compared, not bound


def _dht_bytes_per_second(options: NetworkOptions) -> int:
    # About half of what an announcement takes is sent. What is over the limit, libtorrent drops.
    hourly = options.announcing.bytes_per_hour if options.proxy else 0
    return max(_DEFAULT_DHT_RATE, hourly // 3_600 // 2)


def seeding_settings(options: NetworkOptions) -> lt.settings_pack:
    """Return the settings of the session that serves our votes."""
    public = not options.private
    settings: Settings = _MANY_TINY_TORRENTS | {
        "listen_interfaces": listen_interfaces(options),
        "outgoing_interfaces": ",".join(own_hosts(options)),
        "max_retry_port_bind": 0 if options.listen else _DEFAULT_RETRIES,
        # An address that somebody chose is served or refused, never swapped for another port.
        "listen_system_port_fallback": not options.listen,
        "unchoke_slots_limit": -1,
        "min_reconnect_time": REDIAL_SECONDS,
        "upload_rate_limit": options.upload_limit,
        "dht_bootstrap_nodes": _bootstrap(options),
        "enable_dht": True,
        # Behind a proxy libtorrent announces our seeds, else `announcing` does: see there.
        "dht_announce_interval": int(ROUND_SECONDS),
        "dht_upload_rate_limit": _dht_bytes_per_second(options),
        "enable_lsd": public,
        "enable_upnp": public and options.port_mapping,
        "enable_natpmp": public and options.port_mapping,
        # uTP gets through routers that TCP does not. Without routers it only costs the time that
        # libtorrent waits before it tries TCP with a client that has no uTP.
        "enable_outgoing_utp": public,
        "alert_mask": int(
            lt.alert_category.error
            | lt.alert_category.status
            | lt.alert_category.connect
            | lt.alert_category.upload
            | lt.alert_category.dht_operation
            | lt.alert_category.port_mapping
        ),
    }
    private = _PRIVATE_DHT if options.private else {}
    return cast("lt.settings_pack", settings | private | _behind(options.proxy))


def reading_settings(options: NetworkOptions) -> lt.settings_pack:
    """Return the settings of the session that only reads: nobody gets in, nothing goes out."""
    hosts = own_hosts(options)
    # The sockets that it listens on are there for outgoing uTP alone.
    inner = [f"{host}:0" for host in hosts] or (
        ["127.0.0.1:0"] if options.private else ["0.0.0.0:0", "[::]:0"]
    )
    settings: Settings = _MANY_TINY_TORRENTS | {
        "listen_interfaces": ",".join(inner),
        "outgoing_interfaces": ",".join(hosts),
        "enable_dht": False,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
        "unchoke_slots_limit": 0,
        "num_optimistic_unchoke_slots": 0,
        "allowed_fast_set_size": 0,
        # Seeds are not told what has arrived here, or they would take the reader for one of them.
        "send_redundant_have": False,
        "close_redundant_connections": False,
        "peer_fingerprint": READER_FINGERPRINT,
        "enable_outgoing_utp": False,
        "alert_mask": int(
            lt.alert_category.error
            | lt.alert_category.status
            | lt.alert_category.connect
            | lt.alert_category.storage
            | lt.alert_category.peer
            | lt.alert_category.piece_progress
            | lt.alert_category.block_progress
        ),
    }
    closed = {"enable_incoming_tcp": False, "enable_incoming_utp": False, "enable_dht": False}
    return cast("lt.settings_pack", settings | _behind(options.proxy) | closed)
