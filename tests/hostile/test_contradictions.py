"""Items that are right in themselves and wrong about another: in whichever order they arrive."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from p2psocial.failures import RequestError
from p2psocial.protocol.errors import InvalidItem, Reason
from tests.hostile import crafted
from tests.hostile.asking import ask, configure
from tests.hostile.crafted import ANNA, BEN, Torrent
from tests.hostile.raw_peer import Behaviour, serving
from tests.node_process import NodeProcess, running

Pair = tuple[Torrent, Torrent]


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeProcess]:
    node = NodeProcess(tmp_path_factory.mktemp("hostile") / "node")
    configure(node.folder, stamp_bits=crafted.STAMP_BITS)
    with running(node):
        yield node


def bring(node: NodeProcess, torrent: Torrent) -> None:
    with serving(Behaviour(torrent.info, torrent.data)) as [peer]:
        ask(node, "import", magnet=peer.magnet, timeout=10)


def is_here(node: NodeProcess, torrent: Torrent) -> bool:
    try:
        ask(node, "show", infohash=torrent.infohash.hex())
    except RequestError:
        return False
    return True


def foreign_edit() -> Pair:
    honest = crafted.post()
    return honest, crafted.edit(honest, BEN)


def foreign_retraction() -> Pair:
    honest = crafted.post()
    return honest, crafted.retraction(honest, BEN)


def comment_in_another_thread() -> Pair:
    honest = crafted.comment(crafted.post())
    return honest, crafted.comment(honest, root=crafted.post("Elsewhere.\n"))


def answer_to_a_retraction() -> Pair:
    honest = crafted.retraction(crafted.post())
    return honest, crafted.comment(honest, root=crafted.post())


def thread_below_a_comment() -> Pair:
    honest = crafted.comment(crafted.post())
    return honest, crafted.comment(crafted.comment(crafted.post()), root=honest)


CONTRADICTIONS: dict[str, tuple[Callable[[], Pair], Reason]] = {
    "edit by another": (foreign_edit, Reason.REPLACES_OTHER_AUTHOR),
    "retraction by another": (foreign_retraction, Reason.RETRACTS_OTHER_AUTHOR),
    "other thread than its parent's": (comment_in_another_thread, Reason.WRONG_THREAD),
    "answer to a retraction": (answer_to_a_retraction, Reason.PARENT_NOT_ANSWERABLE),
    "thread that is a comment": (thread_below_a_comment, Reason.WRONG_THREAD),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_what_contradicts_an_item_that_is_here_is_refused(node: NodeProcess, name: str) -> None:
    make, reason = CONTRADICTIONS[name]
    honest, wrong = make()
    bring(node, honest)
    with pytest.raises(InvalidItem) as refused:
        bring(node, wrong)
    assert refused.value.reason is reason
    assert is_here(node, honest)
    assert not is_here(node, wrong)


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_what_contradicts_an_item_that_comes_later_goes_when_it_comes(
    node: NodeProcess, name: str
) -> None:
    honest, wrong = CONTRADICTIONS[name][0]()
    bring(node, wrong)
    ask(node, "upvote", infohash=wrong.infohash.hex(), **{"for": "day"})
    before = ask(node, "status")["seeding"]
    bring(node, honest)
    assert is_here(node, honest)
    assert not is_here(node, wrong)
    assert ask(node, "status")["seeding"] == before - 1


def test_an_honest_edit_and_retraction_count_in_both_orders(node: NodeProcess) -> None:
    for later in (False, True):
        first = crafted.post()
        edit = crafted.edit(first, ANNA)
        for torrent in (edit, first) if later else (first, edit):
            bring(node, torrent)
        shown = ask(node, "show", infohash=first.infohash.hex())
        assert (shown["infohash"], shown["edited"]) == (edit.infohash.hex(), True)


def test_the_same_item_signed_twice_is_one_item(node: NodeProcess) -> None:
    honest = crafted.post()
    again = crafted.signed_again(honest)
    assert again.item.id == honest.item.id
    assert again.infohash != honest.infohash
    bring(node, honest)
    with pytest.raises(RequestError, match="under another infohash"):
        bring(node, again)
    assert is_here(node, honest)
