"""Owns footnote definitions for the layout: `[^1]: text` is a container, as Laurel reads it.
May not know links or any other content.
"""

from __future__ import annotations

import re

from markdown_it.rules_block.state_block import StateBlock

_LABEL = re.compile(r"\[\^[^\]\s]+\]:")


def footnote_rule(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Block rule of markdown-it, after that of markdown-it-footnote: lines indented by four
    columns belong to the definition.
    """
    start = state.bMarks[first] + state.tShift[first]
    found = _LABEL.match(state.src, start, state.eMarks[first])
    if found is None or state.is_code_block(first):
        return False
    if not silent:
        _read_content(state, first, last, found.end())
    return True


def _read_content(state: StateBlock, first: int, last: int, after: int) -> None:
    """Tokenize the definition with its first line starting behind the label, then restore."""
    before = (state.bMarks[first], state.tShift[first], state.sCount[first], state.parentType)
    column = state.sCount[first] + after - (state.bMarks[first] + state.tShift[first])
    position, width = after, column
    while position < state.eMarks[first] and state.src[position] in " \t":
        tab = state.src[position] == "\t"
        width += 4 - (width + state.bsCount[first]) % 4 if tab else 1
        position += 1
    state.bMarks[first], state.tShift[first] = after, position - after
    state.sCount[first] = width - column
    state.blkIndent += 4
    state.parentType = "footnote"
    if state.sCount[first] < state.blkIndent:
        state.sCount[first] += state.blkIndent
    state.md.block.tokenize(state, first, last)
    state.blkIndent -= 4
    (state.bMarks[first], state.tShift[first], state.sCount[first], state.parentType) = before
