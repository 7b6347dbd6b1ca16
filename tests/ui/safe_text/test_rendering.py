"""What a stranger's Markdown becomes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from p2psocial.ui.safe_text import Ink, excerpt, line, render, render_chunks
from tests.ui.safe_text.allowlist import links_of, violations, words_of

MARGINS = "margin-left:16px;margin-right:0px"
INK = Ink("#1b1f27", "#5d6675", "#157f4f", "#e9ecf1", "#5d6675")

_PIECES = st.sampled_from(
    [
        *"*_~`[]()<>&!#|\\\"'=:;/-+.\n\t 1a",
        "\n\n",
        "\n    ",
        "> ",
        "- ",
        "1. ",
        "```",
        "~~~",
        "](",
        "![",
        "http://a.example/",
        "magnet:?xt=urn:btih:" + "a" * 40,
        "<img src=http://a.example/>",
        "&lt;img&gt;",
        "&#60;",
        "\u202e",
        "\u0301",
        "\u200d",
        "\U0001f469",
        "漢字",
        "مرحبا",
    ]
)
any_markdown = st.lists(_PIECES, max_size=60).map("".join) | st.text(max_size=200)
_BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def html_of(markdown: str) -> str:
    return render(markdown, INK, whole=True).html


@settings(max_examples=400, deadline=None)
@given(any_markdown)
def test_nothing_comes_out_but_what_is_on_the_list(markdown: str) -> None:
    pages = [
        html_of(markdown),
        render(markdown, INK).html,
        *render_chunks(markdown, INK),
    ]
    for page in pages:
        assert violations(page) == []
        assert "src" not in page.lower() or "src" in markdown.lower()
        assert "<img" not in page
        assert not _BIDI & set(page)
        page.encode()


@settings(max_examples=200, deadline=None)
@given(any_markdown, st.integers(1, 300))
def test_a_line_is_one_clean_line_and_stays_as_it_is(text: str, limit: int) -> None:
    for shown in (line(text, limit), excerpt(text, limit)):
        assert len(shown) <= limit
        assert len(shown.splitlines()) <= 1
        assert not _BIDI & set(shown)
        assert not any(unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp") for each in shown)
        assert line(shown, limit) == shown


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("*a* **b** ~~c~~", "<p><i>a</i> <b>b</b> <s>c</s></p>"),
        ("***a***", "<p><b><i>a</i></b></p>"),
        ("# One\n\n### Three", "<h3>One</h3><h4>Three</h4>"),
        ("a\nb  \nc", "<p>a b<br>c</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("7. a\n8. b", '<ol start="7"><li>a</li><li>b</li></ol>'),
        ("- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("---", "<hr>"),
        ("> a", f'<blockquote style="color:#5d6675;{MARGINS}"><p>a</p></blockquote>'),
        ("`<b>`", '<p><code style="background-color:#e9ecf1">&lt;b&gt;</code></p>'),
        (
            "```python\nif a < b:\n    c\n```",
            '<pre style="background-color:#e9ecf1;white-space:pre-wrap">if a &lt; b:\n    c</pre>',
        ),
        (
            "~~~ some words\na",
            '<pre style="background-color:#e9ecf1;white-space:pre-wrap">some words\na</pre>',
        ),
        (
            "[a](https://b.example/?c&d 'title')",
            '<p><a href="https://b.example/?c&amp;d" style="color:#157f4f">a</a></p>',
        ),
        ("", ""),
        ("\n \n", ""),
    ],
)
def test_markdown_looks_as_meant(markdown: str, html: str) -> None:
    assert html_of(markdown) == html


@pytest.mark.parametrize(
    "text",
    [
        "<img src=http://a.example/x>",
        "<b>bold</b>",
        "&lt;img&gt; &amp; &#60;b&#62;",
        "<http://a.example/>",
        "http://a.example/",
        "[a]: http://a.example/",
        "<!-- a -->",
    ],
)
def test_what_is_not_read_as_markdown_is_shown_as_it_was_typed(text: str) -> None:
    assert words_of(html_of(text)) == text


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("![a](http://a.example/x.png)", "!a"),
        ("[a](javascript:alert)", "a"),
        ("[a](file:///etc/passwd)", "a"),
        ("[a](data:text/html,x)", "a"),
        ("[a](//a.example/)", "a"),
        ("[a](qrc:/x)", "a"),
        ("[a](http://)", "a"),
    ],
)
def test_what_is_no_link_of_ours_keeps_its_words(markdown: str, shown: str) -> None:
    html = html_of(markdown)
    assert words_of(html) == shown
    assert [link for link in links_of(html) if not link.startswith("http://a.example/")] == []


def test_how_deep_lists_and_quotes_are_shown_is_bounded_and_their_words_stay() -> None:
    nested = "\n".join("  " * depth + f"- item{depth}" for depth in range(15))
    html = html_of(nested)
    assert html.count("<ul>") == 4
    assert all(f"item{depth}" in html for depth in range(15))
    quoted = html_of("> " * 30 + "words")
    assert quoted.count("<blockquote") == 4
    assert "words" in quoted


@settings(deadline=None)
@given(st.sampled_from("*_~[>`-1#"), st.integers(1, 300))
def test_no_nesting_makes_words_disappear(mark: str, depth: int) -> None:
    for markdown in (f"{mark} " * depth + "words", mark * depth + "words here"):
        assert "words" in words_of(html_of(markdown))


@pytest.mark.parametrize(
    "letter",
    ["\u1100", "\U0001f469\u200d", "\u0915\u094d", "\u0903", "\u0e33", "\u0600", "\U0001f3fb"],
)
def test_a_letter_without_an_end_is_broken(letter: str) -> None:
    for shown in (line(letter * 200), words_of(html_of(letter * 200))):
        assert max(map(len, shown.split())) <= 17
        assert "".join(shown.replace("…", "").split()) in letter * 200


@pytest.mark.parametrize(
    "text",
    [
        "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
        "नमस्ते दुनिया, क्षत्रिय राष्ट्र के",
        "ภาษาไทยน้ำใจงามข้ามแม่น้ำ",
        "می‌خواهم کتاب‌هایم را بخوانم",
        "שָׁלוֹם עֲלֵיכֶם",
        "Tiếng Việt rất đẹp",
        "한국어 漢字 かな",
    ],
)
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert line(text) == text
    assert words_of(html_of(text)) == text


def test_a_list_starts_where_its_author_says_within_reason() -> None:
    assert '<ol start="999999">' in html_of("999999999. a")
    assert '<ol start="0">' in html_of("0. a")


def test_a_short_text_is_not_collapsed() -> None:
    rendered = render("Short.\n\nAnd clear.", INK)
    assert not rendered.collapsed
    assert rendered.html == html_of("Short.\n\nAnd clear.")


@pytest.mark.parametrize(
    "long", ["word " * 4_000, "a\n\n" * 200, "漢字" * 5_000, "- a\n" * 300, "    a\n" * 400]
)
def test_a_long_text_is_cut_and_its_chunks_have_all_of_it(long: str) -> None:
    rendered = render(long, INK)
    assert rendered.collapsed
    assert violations(rendered.html) == []
    chunks = render_chunks(long, INK)
    assert len(chunks) > 1
    words = "".join(words_of(html_of(long)).split())
    assert "".join("".join(words_of(chunk) for chunk in chunks).split()) == words


def test_numbers_go_on_where_a_list_is_cut() -> None:
    chunks = render_chunks("".join(f"{n}. word{n}\n" for n in range(1, 1_500)), INK)
    assert len(chunks) > 2
    for chunk in chunks:
        start = int(chunk.partition('<ol start="')[2].partition('"')[0])
        assert words_of(chunk).startswith(f"word{start}")


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("# Head\n\nSome *words* and\na [link](http://a.example/).", "Head Some words and a link."),
        ("- a\n- `b`\n\n---\n\n```\nc\n  d\n```", "a b — c d"),
        ("> \u202equoted", "quoted"),
        ("", ""),
    ],
)
def test_an_excerpt_is_the_words_without_markup(markdown: str, shown: str) -> None:
    assert excerpt(markdown) == shown


def test_an_excerpt_is_cut_with_a_sign_that_there_is_more() -> None:
    shown = excerpt("word " * 1_000, 100)
    assert len(shown) <= 100
    assert shown.endswith("word…")
