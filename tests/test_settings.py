from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

from p2psocial import settings
from p2psocial.failures import RequestError
from p2psocial.settings import Proxy, Settings, checked, describe, load, to_json


def write(folder: Path, content: object) -> Path:
    file = folder / "settings.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return file


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    assert load(tmp_path / "settings.json", {}) == Settings()


def test_every_setting_is_explained_and_its_default_is_allowed() -> None:
    for setting in fields(Settings):
        assert setting.metadata["help"]
        assert checked(setting.name, setting.default) == setting.default


def test_the_file_is_read_and_the_command_line_wins(tmp_path: Path) -> None:
    file = write(tmp_path, {"nick": "änna", "upload_limit": 5, "bootstrap": ["a.org:1", "[::1]:2"]})
    chosen = load(file, {"upload_limit": 7, "private": True})
    assert chosen == Settings(
        nick="änna", upload_limit=7, bootstrap=("a.org:1", "[::1]:2"), private=True
    )


def test_a_byte_order_mark_is_no_trouble(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(b'\xef\xbb\xbf{"private": true}')
    assert load(file, {}).private


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"colour": "red"}, "'colour' is not a setting; there are: nick, listen, gossip"),
        ({"private": "yes"}, "'private' must be true or false, not \"yes\""),
        ({"private": 1}, "'private' must be true or false, not 1"),
        ({"upload_limit": True}, "'upload_limit' must be a whole number"),
        ({"upload_limit": -1}, "'upload_limit' must be a whole number"),
        ({"fetch_timeout": "1"}, "'fetch_timeout' must be a number of seconds"),
        ({"fetch_timeout": 0}, "'fetch_timeout' must be a number of seconds"),
        ('{"fetch_timeout": NaN}', "'fetch_timeout' must be a number of seconds"),
        ({"nick": "a\nb"}, "'nick' must be one line"),
        ({"nick": "x" * 33}, "'nick' must be one line of at most 32 bytes"),
        ({"nick": None}, "'nick' must be one line"),
        ({"listen": "7681"}, "'listen' must be an address of this machine like"),
        ({"listen": "999.1.1.1:7681"}, "'listen' must be an address"),
        ({"listen": "1.2.3.4:65536"}, "'listen' must be an address"),
        ({"listen": []}, "'listen' must be an address"),
        ({"bootstrap": "a.org:1"}, "'bootstrap' must be a list"),
        ({"bootstrap": ["a.org"]}, "'bootstrap' must be HOST:PORT"),
        ({"bootstrap": [1]}, "'bootstrap' must be HOST:PORT"),
        ({"vote_for": "decade"}, "'vote_for' must be one of day, week, month, year, forever"),
        ({"vote_for": []}, "'vote_for' must be one of"),
        ({"stamp_bits": 3}, "'stamp_bits' below 18 needs 'private' to be true"),
        ("[]", "must be one JSON object"),
        ('{"nick": }', "not JSON at line 1"),
        ("[" * 100_000, "not JSON"),
        ('{"nick": "\\ud800"}', "'nick' must be one line"),
    ],
)
def test_what_is_wrong_in_the_file_is_named(tmp_path: Path, content: object, told: str) -> None:
    file = write(tmp_path, content)
    with pytest.raises(RequestError) as refused:
        load(file, {})
    assert str(file) in str(refused.value)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_is_wrong_on_the_command_line_is_named(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="command line: 'listen' must be"):
        load(tmp_path / "settings.json", {"listen": "nowhere"})


def test_a_lower_stamp_is_allowed_in_a_private_network(tmp_path: Path) -> None:
    file = write(tmp_path, {"stamp_bits": 4})
    assert load(file, {"private": True}).stamp_bits == 4


def test_listening_everywhere_by_default_and_on_loopback_in_private() -> None:
    assert Settings().listen_places() == (("0.0.0.0", 7681), ("::", 7681))  # noqa: S104 -- others must reach us
    assert Settings(private=True).listen_places() == (("127.0.0.1", 7681),)
    assert Settings(listen="[::1]:9", private=True).listen_places() == (("::1", 9),)
    assert Settings(listen="localhost:9").listen_places() == (("127.0.0.1", 9),)


def test_bootstrap_nodes_have_names_or_addresses() -> None:
    chosen = Settings(bootstrap=("router.example.org:6881", "[2001:db8::1]:1", "10.0.0.1:2"))
    assert chosen.bootstrap_places() == (
        ("router.example.org", 6881),
        ("2001:db8::1", 1),
        ("10.0.0.1", 2),
    )


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("socks5://localhost:9050", Proxy("socks5", "localhost", 9050)),
        ("http://a:b%40c@[::1]:8080", Proxy("http", "::1", 8080, "a", "b@c")),
        ("i2p://127.0.0.1:7656/", Proxy("i2p", "127.0.0.1", 7656)),
    ],
)
def test_proxies(url: str, proxy: Proxy) -> None:
    assert checked("proxy", url) == url
    assert Settings(proxy=url).proxy_server() == proxy


@pytest.mark.parametrize(
    "url",
    [
        "socks4://a:1",
        "socks5://a",
        "a:1",
        "i2p://u:topsecret@a:1",
        "http://u:topsecret@a:1/path",
        "http://u:topsecret@a:99999",
        "http://u:topsecret@[::1:8",
        7,
    ],
)
def test_no_proxy_that_is_refused_is_repeated_in_the_message(url: object) -> None:
    with pytest.raises(ValueError, match="must be socks5://") as refused:
        checked("proxy", url)
    assert "topsecret" not in str(refused.value)


def test_a_proxy_password_is_shown_nowhere() -> None:
    chosen = Settings(proxy="socks5://anna:top:secret@host:1")
    shown = repr(chosen) + repr(chosen.proxy_server()) + repr(describe(chosen))
    assert "secret" not in shown
    assert "socks5://anna:***@host:1" in shown
    assert chosen.proxy_server() == Proxy("socks5", "host", 1, "anna", "top:secret")


def test_no_proxy_is_no_proxy() -> None:
    assert Settings().proxy_server() is None


def test_what_is_written_is_what_is_read_and_only_what_was_changed(tmp_path: Path) -> None:
    chosen = Settings(
        nick="änna", private=True, stamp_bits=2, bootstrap=("a:1",), proxy="i2p://a:1"
    )
    file = tmp_path / "settings.json"
    file.write_bytes(to_json(chosen))
    assert load(file, {}) == chosen
    assert set(json.loads(file.read_text())) == {
        "nick",
        "private",
        "stamp_bits",
        "bootstrap",
        "proxy",
    }


def test_the_stamp_default_is_what_the_network_asks_for() -> None:
    from p2psocial.protocol.item import MAX_NICK_BYTES, MIN_STAMP_BITS  # noqa: PLC0415 -- settings lies below protocol and must not import it, which is why this is checked here

    assert settings.NETWORK_STAMP_BITS == MIN_STAMP_BITS
    assert checked("nick", "x" * MAX_NICK_BYTES)
