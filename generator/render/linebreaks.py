"""Owns lines that end in the middle of a Chinese sentence: browsers show a gap there.
May not know Markdown.
"""

from __future__ import annotations

import re

# What is written without spaces: East Asian Wide or Fullwidth, but Hangul (CSS Text 3, 4.1.3).
_WIDE = (
    "\u2e80-\u303e\u3041-\u30ff\u3105-\u312f\u3190-\ua4cf\uf900-\ufaff\uff01-\uff60"
    "\U00020000-\U0003fffd"
)
_BEGUN = r"(?:<(?:a|code|del|em|strong)\b[^>]*>)*"
_BROKEN = re.compile(rf"\n(?<=[{_WIDE}>]\n)(?={_BEGUN}[{_WIDE}])")
_IS_WIDE = re.compile(f"[{_WIDE}]")
_PRE = re.compile("(<pre.*?</pre>)", re.S)


def unbroken(html: str) -> str:
    """Take out the line breaks between Chinese characters, which browsers show as spaces."""
    if "<pre" not in html:
        return _BROKEN.sub(_between, html)
    parts = _PRE.split(html)
    parts[::2] = [_BROKEN.sub(_between, part) for part in parts[::2]]
    return "".join(parts)


def _between(found: re.Match[str]) -> str:
    """Return what stands for a line break before a wide character: nothing after another one."""
    html, end = found.string, found.start()
    while end > 0 and html[end - 1] == ">":
        end = html.rfind("<", 0, end)
    return "" if end > 0 and _IS_WIDE.match(html, end - 1) else "\n"
