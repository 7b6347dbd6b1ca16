"""The identities are gone while the rest is there: nobody becomes somebody else without a word."""

from __future__ import annotations

import shutil

import pytest

from tests.node_process import CommandFailedError, NodeProcess


def test_who_is_gone_is_named_and_comes_back_from_the_words(node: NodeProcess) -> None:
    identity = node.json("status")["identity"]["fingerprint"]
    words = node.json("identity", "phrase")["phrase"]
    shutil.rmtree(node.folder / "identities")
    with pytest.raises(CommandFailedError) as caught:
        node.post("After")
    assert caught.value.status == 1
    assert f"your identity #{identity} is not here any more" in caught.value.message
    assert "identity restore" in caught.value.message
    assert caught.value.message.count("\n") == 1
    assert not (node.folder / "identities").exists()
    node.run("identity", "restore", text=words)
    assert node.json("status")["identity"]["fingerprint"] == identity
    assert node.post("After")["author"] == node.json("top", "--order", "new")[0]["author"]


def test_whoever_wants_to_be_somebody_else_can(node: NodeProcess) -> None:
    shutil.rmtree(node.folder / "identities")
    new = node.json("identity", "new")
    assert node.post("After")["author"] == new["author"]
