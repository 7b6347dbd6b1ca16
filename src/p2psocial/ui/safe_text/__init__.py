"""The only way by which a stranger's text may reach the window.

Qt fetches remote images from every text item that is not plain, and crashes on some markup. So
titles, nicks and boards go through `line`, snippets through `excerpt`, both for items with
`textFormat: Text.PlainText`; bodies go through `render` or `render_chunks`, for the one component
that shows rich text. Nothing here knows Qt, so all of it can run off the GUI thread.
"""

from p2psocial.ui.safe_text.layout import CharacterCosts
from p2psocial.ui.safe_text.lines import line
from p2psocial.ui.safe_text.links import LinkTarget, link_target
from p2psocial.ui.safe_text.markup import Ink
from p2psocial.ui.safe_text.rendering import Rendered, excerpt, render, render_chunks

__all__ = [
    "CharacterCosts",
    "Ink",
    "LinkTarget",
    "Rendered",
    "excerpt",
    "line",
    "link_target",
    "render",
    "render_chunks",
]
