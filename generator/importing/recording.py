"""Owns the Markdown parser of the layout: it records where links, pictures, HTML and code match.
May not change the text; markdown-it itself knows lines but not columns.
"""

from __future__ import annotations

from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkLabel
from markdown_it.rules_inline.state_inline import StateInline

from generator.importing.footnotes import footnote_rule

InlineRule = Callable[[StateInline, bool], bool]
_RULES: dict[str, str] = {
    "link": "link",
    "image": "image",
    "autolink": "autolink",
    "html_inline": "html",
    "backticks": "code",
}
_TOKENS = {
    "link": "link_open",
    "image": "image",
    "autolink": "link_open",
    "html_inline": "html_inline",
    "backticks": "code_inline",
}


class _Reader(MarkdownIt):
    """markdown-it as Laurel's Markdown sees links: every target counts, as it was written."""

    def validateLink(self, url: str) -> bool:  # noqa: N802  # markdown-it's name
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802  # markdown-it's name
        return url


def _recording(name: str, rule: InlineRule) -> InlineRule:
    """Return the rule, noting in `env` where it matched; not inside the text of a picture."""

    def recorded(state: StateInline, silent: bool) -> bool:
        start, before, env = state.pos, len(state.tokens), state.env
        env["depth"] += name == "image"
        done = rule(state, silent)
        env["depth"] -= name == "image"
        if done and not silent and env["depth"] == 0:
            token = next((t for t in state.tokens[before:] if t.type == _TOKENS[name]), None)
            if token is not None:
                label_end = _label_end(name, state, start)
                env["found"].append((_RULES[name], start, state.pos, label_end, token))
        return done

    return recorded


def _label_end(name: str, state: StateInline, start: int) -> int:
    if name == "link":
        return parseLinkLabel(state, start, True)
    if name == "image":
        return parseLinkLabel(state, start + 1, False)
    return state.pos - 1


def _reader() -> _Reader:
    reader = _Reader("commonmark")
    reader.enable("table")
    inline = {rule.name: rule.fn for rule in reader.inline.ruler.__rules__}
    for name in _RULES:
        reader.inline.ruler.at(name, _recording(name, inline[name]))
    ends = ["paragraph", "reference", "blockquote"]
    reader.block.ruler.before("reference", "footnote", footnote_rule, {"alt": ends})
    reader.core.ruler.disable("inline")
    return reader


READER = _reader()
