"""Owns looking at a rendered body as a browser would: what could run, frame, lead or load.
May not know how the body was made.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from generator.render.rawhtml import TAGS
from generator.render.root import ROOT

OWN = TAGS | {"span"}
ATTRIBUTES = re.compile(
    r"(href|src|alt|title|id|class|lang|dir|width|height|loading|decoding|controls|poster|preload"
    r"|type|kind|srclang|label|colspan|rowspan|align|scope|start|reversed|value|datetime|open|cite"
    r"|role|aria-label|aria-hidden|data-footnote-[a-z-]+|data-footnotes)\Z"
)


class _Browser(HTMLParser):
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in OWN, tag
        for name, value in attrs:
            assert ATTRIBUTES.match(name), (tag, name)
            if name in ("href", "src", "poster", "cite"):
                _harmless_url(value or "", tag)
            if name == "id":
                assert (value or "").startswith(("s-", "fn-", "fnref-")), value
            if name == "class":
                assert not re.search(r"\bmd-", value or ""), value


def _harmless_url(value: str, tag: str) -> None:
    url = re.sub(r"[\x00-\x20\u3000]+", "", value).lower()
    assert not re.match(r"[a-z][a-z0-9+.-]*:", url) or url.startswith(
        ("http:", "https:", "mailto:")
    ), value
    assert not re.match(r"[/\\]{2}", url), value
    if tag not in ("a", "blockquote"):
        assert url.startswith(ROOT.lower()), value


def assert_harmless(html: str) -> None:
    """Fail if the body could run a script, load from elsewhere or take a part of the page."""
    browser = _Browser()
    browser.feed(html)
    browser.close()
    assert not re.search(r"<(script|style|iframe|svg|math|base|meta|form|object)\b", html, re.I)
