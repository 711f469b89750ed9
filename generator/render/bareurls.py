"""Owns bare URLs in Chinese text: GFM's autolinks run on to the next space.
May not know Markdown but how it tells that a URL was given whole.
"""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import unquote

_BARE_URL = re.compile(
    r'<a href="(https?://[^"]*|http://www\.[^"]*)">((?:https?://|www\.)[^<]*)</a>'
)
_CJK = re.compile(r"[\u2018-\u201f\u3000-\u9fff\uff00-\uffef]")
_WESTERN_URL = re.compile(rf"(?:https?://|^www\.)[^\s<{_CJK.pattern[1:-1]}]+")
# Its end is told by brackets.
_GIVEN_URL = re.compile(r"""(?:<|\]\(<?)(https?://[^<>()\s]+)(?=[>)]|\s["'])""")


def trimmed(html: str, markdown: str) -> str:
    """Return rendered HTML with each bare URL ended where Chinese text begins, and
    before tildes at its end, which are hidden from GFM.
    """
    given: set[str] = set()

    def trim(found: re.Match[str]) -> str:
        if not (_CJK.search(found[2]) or found[2].endswith("~")):
            return found[0]
        if not given:
            urls = (url.replace("&amp;", "&") for url in _GIVEN_URL.findall(markdown))
            given.update(urls, [""])
        return found[0] if unescape(found[2]) in given else _trim_url(found)

    if "&amp;amp;" in html:  # a URL copied out of the source of a page
        html = _BARE_URL.sub(lambda found: found[0].replace("&amp;amp;", "&amp;"), html)
    return _BARE_URL.sub(trim, html)


def _trim_url(found: re.Match[str]) -> str:
    """Return the link for the URL only, and for those in the text behind it."""
    text = unescape(found[2])
    if not unquote(unescape(found[1])).endswith(unquote(text)):
        return found[0]
    parts: list[str] = []
    done = 0
    for url in _WESTERN_URL.finditer(text):
        end = _end_of(url[0])
        shown = _escaped(url[0][:end])
        if shown.endswith("//"):  # a name in Chinese
            continue
        href = shown if shown.startswith("http") else f"http://{shown}"
        parts += (_escaped(text[done : url.start()]), f'<a href="{href}">{shown}</a>')
        done = url.start() + end
    return "".join(parts) + _escaped(text[done:])


def _escaped(text: str) -> str:
    return escape(text, quote=False).replace('"', "&quot;")


def _end_of(url: str) -> int:
    """Return where a bare URL ends: before punctuation, an opening bracket, and closing ones that
    it does not open (GFM 0.29, 6.9).
    """
    end, surplus = len(url), url.count(")") - url.count("(")
    while url[end - 1] in "?!.,:*_~'\"([" or (url[end - 1] == ")" and surplus > 0):
        end -= 1
        surplus -= url[end] == ")"
    return end
