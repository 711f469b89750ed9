"""Owns YAML: bounded, literal, with positions. Every scalar is the text that the file shows, but
that a bare `null` or `~` is no value.
May not know what a key means.

PyYAML's C parser recurses per level and dies on deep nesting, so the depth is bounded before it
composes anything; positions are computed only when a problem has to be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import yaml

from generator.source.text import CONTROL, position

MAX_DEPTH = 20
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_REFUSED = re.compile(r"[&*!]|<<")
_PREFIX = re.compile(r"^[ \-?:]*", re.MULTILINE)
_INDENT = re.compile(r" *[\t\u3000\xa0]")  # a tab, or an input method's space
# What a text of several lines may have, so that it is no fault of the line below.
_PARAGRAPH = re.compile(r" +[\u3000\xa0]++(?!- |[a-z_]+:)")
_VALUE = re.compile(r"( *(?:- +)*[\w-]+: +)(\S.*)\Z")
MAX_QUOTED = 60  # characters of a value that a message shows again in quotes
# An input method's colon, none, or its space (U+3000, U+00A0) behind the colon.
_BAD_COLON = re.compile(r"[ -]*[A-Za-z_]+(：|:(?=[^ \t\n:/]))")
# Where nothing is a field, names in Chinese have it, too.
_ONLY_COLON = re.compile(r"[^\s:：]{1,20}(：|:(?=[^ \t\n:/]))")
_DASH = re.compile(r" *-(?=[^\s-])")
# A topic as on Weibo, `#校友日#`, behind a blank: to YAML a comment. Those begin with a blank.
_TOPIC = re.compile(r"[ \t]*(?<=[ \t])#(?![\s#])[^\n]*")
# YAML 1.1 ends a line at these too; editors do not, and depth and lines are counted as they do.
_OTHER_LINE_ENDS = ("\x85", "\u2028", "\u2029")

# What programs write where there is no value; `Null` may be somebody's name.
_NOTHING = ("~", "null")

Path = tuple[str | int, ...]
Value = Any  # str | list[Value] | dict[str, Value]


# What libyaml was doing and what it found; '' stands for anything.
_OPENED = {
    ("while scanning a quoted scalar", "found unexpected end of stream"): "L135",
    ("while parsing a flow sequence", ""): "L136",
    ("while parsing a flow mapping", ""): "L136",
}


# A list or fields, of which one value is wrong; a value that has quotes already.
_WHOLE = re.compile(r"""\[(?:[^]]*\Z|.*\]\Z)|\{(?:[^}]*\Z|.*\}\Z)|(["']).*\1\Z""")


# What it says of a line that begins in another column than those above it.
_OUT_OF_LINE = (
    "did not find expected '-' indicator",
    "did not find expected key",
    "did not find expected <document start>",
)


class _Loader(_Base):  # type: ignore[misc]  # the C class has no types
    """A loader that gives every plain scalar as text: `no`, `1:30` and `007` stay as written."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class YamlFault:
    """A fault of the YAML itself, at a line and column from 1 within the given text."""

    code: str
    line: int
    column: int
    args: dict[str, Any]
    nearest: str = ""


def load(text: str) -> tuple[Value, list[YamlFault]]:
    """Return the document's value, with text for every scalar, and the faults found.

    An empty document is ''. After a fault the value may lack the faulty part; where nothing can
    be saved it is None.
    """
    faults: list[YamlFault] = []
    text = _with_plain_line_ends(text)
    try:
        if _suspicious(text) and (found := _scan(text)):
            return None, found
        node = _Loader(text).get_single_node()
        value = "" if node is None else _build(node, faults)
        if " #" in text and node is not None:
            faults += _lost_topics(node, text)
        if (lost := _no_fields(node, text)) is not None:
            return None, [lost]
        # What stood in those braces or lines is not known, and may be missed elsewhere.
        return (None if any(f.code in ("L127", "L139") for f in faults) else value), faults
    except yaml.YAMLError as error:
        return None, [_syntax_fault(error, text)]


def syntax_fault(text: str) -> YamlFault | None:
    """Return what keeps a text from being YAML of any kind, be it with anchors and tags."""
    try:
        _Loader(text).get_single_node()
    except yaml.YAMLError as error:
        return _syntax_fault(error, text)
    return None


class Positions:
    """Lines and columns within a text; it is composed once. Of a text that `load` refuses only
    the beginning is known.
    """

    def __init__(self, text: str) -> None:
        value, _ = load(text)
        text = _with_plain_line_ends(text)
        self._root = None if value is None else _Loader(text).get_single_node()
        self._known: dict[int, dict[Any, tuple[Any, Any]]] = {}

    def find(self, path: Path, *, key: bool = False) -> tuple[int, int]:
        """Return line and column of the value at a path, or of its key; of the nearest parent
        if the path does not exist.
        """
        node = self._root
        mark = node.start_mark if node is not None else None
        for number, step in enumerate(path):
            found = self._child(node, step)
            if found is None:
                break
            key_mark, node = found
            mark = key_mark if key and number == len(path) - 1 else node.start_mark
        return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)

    def _child(self, node: Any, step: str | int) -> tuple[Any, Any] | None:
        if id(node) not in self._known:
            self._known[id(node)] = _children(node)
        return self._known[id(node)].get(step)


def _children(node: Any) -> dict[Any, tuple[Any, Any]]:
    """Return mark and node of each child by its key or number; of doubled keys the first."""
    found: dict[Any, tuple[Any, Any]] = {}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                found.setdefault(key.value, (key.start_mark, value))
    elif isinstance(node, yaml.SequenceNode):
        found = {number: (item.start_mark, item) for number, item in enumerate(node.value)}
    return found


def _with_plain_line_ends(text: str) -> str:
    for end in _OTHER_LINE_ENDS:
        text = text.replace(end, " ")  # a tenth of what `translate` takes
    return text


def _suspicious(text: str) -> bool:
    """Tell, cheaply and never wrongly with False, whether depth or syntax need the event scan.

    Each level of block nesting takes at least half a column of leading indicators (a sequence
    may stand at its key's own column), each level of flow nesting one bracket.
    """
    if _REFUSED.search(text):
        return True
    deepest = max((len(m) for m in _PREFIX.findall(text)), default=0)
    return text.count("[") + text.count("{") + 2 * deepest > MAX_DEPTH


def _scan(text: str) -> list[YamlFault]:
    depth = 0
    event: Any
    for event in yaml.parse(text, Loader=_Loader):
        if code := _refused(event):
            line, column = event.start_mark.line + 1, event.start_mark.column + 1
            return [YamlFault(code, line, column, {}, _quoted(text, line))]
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        if depth > MAX_DEPTH:
            mark = event.start_mark
            return [YamlFault("L125", mark.line + 1, mark.column + 1, {"max": MAX_DEPTH})]
    return []


def _refused(event: Any) -> str:
    if isinstance(event, yaml.AliasEvent):
        return "L123"
    if getattr(event, "anchor", None) is not None:
        return "L123"
    return "L124" if getattr(event, "tag", None) is not None else ""


def _build(node: Any, faults: list[YamlFault]) -> Value:
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, faults)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, faults) for item in node.value]
    built: dict[str, Value] = {}
    for key, value in node.value:
        mark = key.start_mark
        if not isinstance(key, yaml.ScalarNode):
            faults.append(YamlFault("L126", mark.line + 1, mark.column + 1, {}))
        elif key.style == '"' and CONTROL.search(key.value):
            _scalar(key, faults)
        elif key.value in built:
            args = {"key": key.value}
            faults.append(YamlFault("L122", mark.line + 1, mark.column + 1, args))
        elif key.value == "<<" and key.style not in ("'", '"'):
            faults.append(YamlFault("L123", mark.line + 1, mark.column + 1, {}))
        elif _INDENT.match(key.value):
            faults.append(YamlFault("L127", mark.line + 1, mark.column + 1, {}))
        elif (lost := _lost_colon(key, value)) is not None:
            faults.append(lost)
            name, _, rest = key.value.replace("：", ":").partition(":")
            built.setdefault(name.strip(), rest.strip())  # so that nothing else is amiss
        else:
            built[key.value] = _build(value, faults)
    return built


def _lost_colon(key: Any, value: Any) -> YamlFault | None:
    """What stands in braces without a colon and a space: YAML takes all of it for a name."""
    if not isinstance(value, yaml.ScalarNode) or value.value or value.style:
        return None
    mark, text = key.start_mark, key.value
    if key.end_mark.index != value.start_mark.index:  # there is a colon
        return None
    if (found := re.search("[：:]", text)) is None:
        return YamlFault("L139", mark.line + 1, mark.column + 1, {"value": text})
    return YamlFault("L119", mark.line + 1, mark.column + found.end(), {})


def _no_fields(node: Any, text: str) -> YamlFault | None:
    """A document that is one text, because no field's name has a colon and a space behind it."""
    if not isinstance(node, yaml.ScalarNode) or node.style:
        return None
    mark = node.start_mark
    if (found := _ONLY_COLON.match(text, mark.index)) is None:
        return None
    return YamlFault("L119", mark.line + 1, mark.column + found.end() - found.start(), {})


def _lost_topics(node: Any, text: str) -> Iterator[YamlFault]:
    """Yield a fault for each value that YAML cuts off at a topic."""
    if isinstance(node, yaml.ScalarNode):
        found = None if node.style else _TOPIC.match(text, node.end_mark.index)
        if found is not None:
            mark, topic = node.end_mark, found[0].lstrip()
            column = mark.column + len(found[0]) - len(topic) + 1
            line = text[text.rfind("\n", 0, mark.index) + 1 : mark.index + len(found[0])]
            args = {"value": topic.rstrip()}
            yield YamlFault("L118", mark.line + 1, column, args, _in_quotes(line).strip())
        return
    for item in node.value:
        children = item if isinstance(item, tuple) else (item,)
        for child in children:
            yield from _lost_topics(child, text)


def _scalar(node: Any, faults: list[YamlFault]) -> str:
    text: str = node.value
    if node.style == '"' and (found := CONTROL.search(text)):
        mark, char = node.start_mark, f"U+{ord(found[0]):04X}"
        faults.append(YamlFault("L112", mark.line + 1, mark.column + 1, {"char": char}))
        return ""
    return "" if text in _NOTHING and not node.style else text


def _syntax_fault(error: yaml.YAMLError, text: str) -> YamlFault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    line, column = min((line, column), position(text, len(text)))  # it looks past the end
    first = max(1, line - 1)
    near = text.split("\n")[first - 1 : line]
    for code, pattern in (("L127", _INDENT), ("L119", _BAD_COLON)):
        for number, content in enumerate(near, first):
            found = pattern.match(content)
            if found and not (number < line and _PARAGRAPH.match(content)):
                return YamlFault(code, number, found.end(), {})
    reason = getattr(error, "problem", None) or "syntax"
    if "mapping values are not allowed" in reason:
        return _misplaced_colon(text, line, column)
    if (opened := _opened(error)) is not None:
        return opened
    if reason == "could not find expected ':'":  # it notices on the next line
        begun: Any = getattr(error, "context_mark", None)
        number = begun.line + 1 if begun else line
        dash = _DASH.match(text.split("\n")[number - 1])
        return YamlFault("L205" if dash else "L120", number, dash.end() if dash else 1, {})
    if "escape character" in reason or "hexdecimal" in reason:
        return YamlFault("L140", line, column, {})
    if reason in _OUT_OF_LINE and not (before := text.split("\n")[line - 1])[: column - 1].strip():
        listed = before[column - 1 : column] == "-"
        return YamlFault("L205" if listed else "L138", line, column, {})
    if "expected a single document" in (getattr(error, "context", "") or ""):
        return YamlFault("L129", line, column, {})
    return YamlFault("L121", line, column, {"reason": reason}, _quoted(text, line))


def _misplaced_colon(text: str, line: int, column: int) -> YamlFault:
    """A colon inside a value, or behind a field's name that stands too far to the right."""
    before = text.split("\n")[line - 1][: column - 1]
    if before[:1] == " " and before.strip().isidentifier():
        return YamlFault("L137", line, 1, {})
    return YamlFault("L128", line, column, {}, _quoted(text, line))


def _quoted(text: str, line: int) -> str:
    """Return the line of the fault with its value in quotes, '' where that does not mend it."""
    lines = text.split("\n")
    if not (quoted := _in_quotes(lines[line - 1])):
        return ""
    lines[line - 1] = quoted
    try:
        _Loader("\n".join(lines)).get_single_node()
    except yaml.YAMLError as error:
        found_at: Any = getattr(error, "problem_mark", None)
        if found_at is None or found_at.line < line:
            return ""
    return lines[line - 1].strip()


def _in_quotes(line: str) -> str:
    """Return a line with its value in quotes, '' where it has none or has quotes already."""
    found = _VALUE.match(line.rstrip())
    if found is None or len(found[2]) > MAX_QUOTED or _WHOLE.match(found[2]):
        return ""
    if '"' not in found[2] and "\\" not in found[2]:
        return f'{found[1]}"{found[2]}"'
    return found[1] + "'" + found[2].replace("'", "''") + "'"


def _opened(error: yaml.YAMLError) -> YamlFault | None:
    """What was opened and never closed is shown where it begins, not where the file ends."""
    if (mark := getattr(error, "context_mark", None)) is None:
        return None
    said = (getattr(error, "context", ""), getattr(error, "problem", ""))
    code = _OPENED.get(said) or _OPENED.get((said[0], ""))
    return YamlFault(code, mark.line + 1, mark.column + 1, {}) if code else None
