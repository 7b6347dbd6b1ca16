"""What the window is made of, put together."""

from __future__ import annotations

import os
from collections.abc import Callable

from p2psocial.app.clock import unix_time
from p2psocial.app.node_thread import NodeThread
from p2psocial.data_folder import DataFolder
from p2psocial.index.index import Index
from p2psocial.services.drafts import Drafts
from p2psocial.services.identities import Identities
from p2psocial.settings import Settings
from p2psocial.ui.ports import Parts, Reads


def window_parts(
    settings: Settings,
    folder: DataFolder,
    identities: Identities,
    load_settings: Callable[[], Settings],
) -> Parts:
    """Return what `ui.launch.run` needs for a window on that data folder."""

    def open_reads() -> tuple[Reads, Callable[[], None]]:
        index = Index.open(folder.index, read_only=True)
        return Reads(index, unix_time), index.close

    return Parts(
        folder=folder,
        settings=settings,
        load_settings=load_settings,
        node=NodeThread(settings, folder, identities),
        identities=identities,
        drafts=Drafts(folder.drafts, unix_time, os.urandom),
        open_reads=open_reads,
        clock=unix_time,
    )
