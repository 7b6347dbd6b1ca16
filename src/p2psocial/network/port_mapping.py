"""What the router says to our wish for ports that can be reached from outside."""

from __future__ import annotations

from collections.abc import Callable

import libtorrent as lt

from p2psocial.network.events import NetworkEvent, PortMapped
from p2psocial.network.options import NetworkOptions


class PortMapping:
    """The session's own port, and those that others asked for."""

    def __init__(self, options: NetworkOptions, on_event: Callable[[NetworkEvent], None]) -> None:
        """Nothing is asked for before there is a session."""
        self._on_event = on_event
        self._wanted = options.port_mapping and not options.private
        self._others: dict[int, Callable[[int], None]] = {}
        self.state = "waiting for the router" if self._wanted else "off"

    def ask(self, session: lt.session, port: int, mapped: Callable[[int], None]) -> None:
        """Ask for a TCP port; `mapped` is told the outer one, if ever."""
        if self._wanted:
            numbers = session.add_port_mapping(lt.portmap_protocol.tcp, port, port)
            self._others.update(dict.fromkeys(numbers, mapped))

    def on_mapped(self, alert: lt.portmap_alert) -> None:
        """Take note that a port is open."""
        if alert.mapping in self._others:
            self._others[alert.mapping](alert.external_port)
            return
        self.state = f"port {alert.external_port} is open"
        self._on_event(PortMapped(succeeded=True, message=self.state))

    def on_refused(self, alert: lt.portmap_error_alert) -> None:
        """Take note that one is not, unless another way opened it."""
        if alert.mapping not in self._others and not self.state.endswith("is open"):
            self.state = f"the router did not open a port ({alert.error.message()})"
            self._on_event(PortMapped(succeeded=False, message=self.state))
