"""What a click on a stranger's link may open."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QUrl

from p2psocial.ui.safe_text import LinkTarget, link_target

MAGNET = "magnet:?xt=urn:btih:" + "a" * 40


@pytest.mark.parametrize(
    ("url", "shown", "host"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d", "example.org"),
        ("HTTPS://Example.ORG/A", "https://example.org/A", "example.org"),
        ("http://example.org", "http://example.org", "example.org"),
        ("https://example.org/ü?é", "https://example.org/%C3%BC?%C3%A9", "example.org"),
        ("https://example.org/%2F%20", "https://example.org/%2F%20", "example.org"),
    ],
)
def test_an_ordinary_web_link(url: str, shown: str, host: str) -> None:
    assert link_target(url) == LinkTarget("web", shown, host, suspicious=False)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example"),
        ("https://\u0440aypal.com/", "xn--aypal-uye.com"),
        ("https://bank.example@evil.example/", "evil.example"),
        ("https://bank.example:80@evil.example/", "evil.example"),
        ("http://127.0.0.1/", "127.0.0.1"),
        ("http://[::1]/", "[::1]"),
        ("http://2130706433/", "2130706433"),
        ("http://0x7f.1/", "0x7f.1"),
        ("http://localhost/", "localhost"),
        ("http://example.org:8080/", "example.org"),
        ("https://example.org/" + "a" * 300, "example.org"),
    ],
)
def test_a_link_that_could_mislead_says_so_and_names_its_host(url: str, host: str) -> None:
    target = link_target(url)
    assert target is not None
    assert target.suspicious
    assert target.host == host


@pytest.mark.parametrize("url", [MAGNET, MAGNET + "&dn=a", MAGNET.upper().replace("XT", "xt")])
def test_magnet_links(url: str) -> None:
    target = link_target(url)
    assert target is not None
    assert (target.kind, target.url, target.host) == ("magnet", url, "")


@pytest.mark.parametrize("url", ["p2psocial:" + "a" * 40, "p2psocial://" + "b" * 40])
def test_links_to_posts(url: str) -> None:
    assert link_target(url) == LinkTarget("p2psocial", url, "", suspicious=False)


@pytest.mark.parametrize(
    "url",
    [
        *("", " ", "a", "#a", "/etc/passwd", "//example.org/", "example.org", "mailto:a@b.example"),
        *("javascript:alert(1)", "data:text/html,a", "file:///etc/passwd", "qrc:/a", "ftp://a.b/"),
        *("http:", "http://", "http:///a", "http:a", "http://@/", "http://:80/", "https://?a"),
        *("https://a b.example/", "https://a.example\\@b.example/", "https:\\\\a.example/"),
        *("https://a.example/\x00", "https://a.example/\n", "https://a.example/'\"", "http://[a/"),
        *("https://a..example/", "https://-a.example/", "https://a.example:99999/", "http://%61/"),
        *("https://" + "a." * 200 + "example/", "https://a.example/" + "b" * 3_000),
        *("magnet:", "magnet:?xt=urn:btih:zz", "magnet:?dn=a", "p2psocial:", "p2psocial:<b>"),
        *("h\u200bttp://a.example/", " https://a.example/", "https://a.example/\ud800"),
    ],
)
def test_everything_else_is_no_link(url: str) -> None:
    assert link_target(url) is None


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *("http", "https", ":", "/", "//", "@", "[", "]", "?", "#", "\\", "a.example"),
                *(".", "%2f", "é", "1", ":80", "\u3002", "\u202e", "xn--", "_", "-", " ", "\t"),
                *("::1", "\uff0f"),
            ]
        ),
        max_size=12,
    ).map(lambda parts: "https://" + "".join(parts))
    | st.text(max_size=50)
)
def test_everybody_who_opens_it_sees_the_same_host(url: str) -> None:
    target = link_target(url)
    if target is None or target.kind != "web":
        return
    assert target.url.isascii()
    assert target.url.isprintable()
    assert (urlsplit(target.url).hostname or "") == target.host.strip("[]")
    opened = QUrl(target.url)
    # What Qt finds no proper host in, no browser is given.
    assert not opened.isValid() or opened.scheme() in ("http", "https")
    again = link_target(target.url)
    assert again is not None
    assert (again.url, again.host) == (target.url, target.host)
