"""Owns splitting one content file into fields and body.
May not know which fields exist.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from generator.cache.keys import key_of
from generator.problems import Fault
from generator.source import tables, yamltext
from generator.source.folder import ContentFolder
from generator.source.text import decode

MAX_FRONT_MATTER = 64 * 1024
MAX_FILE = 1024 * 1024

_FENCE = re.compile(r"---[ \t]*(?:\n|\Z)")
_OTHER_FRONT = re.compile(r"(?P<TOML>\+{3}[ \t]*\n)|(?P<JSON>\{\s*\")")  # of Hugo
_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Parts:
    """The two texts of a Markdown file and the lines (from 1) on which they start."""

    front: str
    front_line: int
    body: str
    body_line: int


class ChangedError(OSError):
    """A content file changed while the site was being built."""


@dataclass(slots=True)
class Unread:
    """Bodies that a former build read, which this one reads when it needs them: of few.

    `folder` is the content folder as it was walked for this build; it is not kept with them.
    """

    folder: ContentFolder | None = None

    def __reduce__(self) -> tuple[type[Unread], tuple[()]]:
        """Leave the folder behind: it names every file, also those that are not published."""
        return Unread, ()

    def body(self, path: str, digest: bytes) -> str:
        """Return the body of a Markdown file; raises `ChangedError` if the file has other bytes
        than those of the digest.
        """
        data = self.folder.read(path) if self.folder else b""
        if key_of((data,)) != digest:
            raise ChangedError(f"{path}: 构建时文件变了，请再构建一次 / changed, build again")
        return split(decode(data, path)[0], path)[0].body


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One file as read: `fields` hold text, lists and mappings of text only.

    `tables` names, for each field that was replaced by a CSV file's rows, that file's path.
    `digest` is the key of the bytes of the file and its tables.
    """

    path: str
    fields: dict[str, Any]
    body: str
    body_line: int
    tables: dict[str, str]
    digest: bytes


def read_entry(
    folder: ContentFolder, path: str, table_fields: tuple[str, ...] = ()
) -> tuple[RawEntry | None, tuple[Fault, ...]]:
    """Read a `.md` or `.yml` file. None means that nothing could be used; faults say why.

    A field named in `table_fields` whose value is a file name ending in `.csv` is replaced by the
    rows of that file.
    """
    data, fault = read_bytes(folder, path)
    if fault is not None:
        return None, (fault,)
    text, fault = decode(data, path)
    if fault is not None:
        return None, (fault,)
    parts, fault = split(text, path)
    if fault is not None:
        return None, (fault,)
    value, found = yamltext.load(parts.front)
    faults = [_fault(f, path, parts.front_line) for f in found]
    if not isinstance(value, dict):
        if not faults:
            faults.append(Fault("L120", path, at=(parts.front_line, 1)))
        return None, tuple(faults)
    read = [data]
    files = _load_tables(folder, path, value, table_fields, faults, read)
    raw = RawEntry(path, value, parts.body, parts.body_line, files, key_of(read))
    return raw, tuple(faults)


def read_list(
    folder: ContentFolder, path: str
) -> tuple[list[tuple[int, dict[str, Any]]], tuple[Fault, ...]]:
    """Read a YAML file that is a list of mappings, such as a taxonomy; others become faults.

    Each mapping comes with its number in the file, from 0.
    """
    data, fault = read_bytes(folder, path)
    if fault is not None:
        return [], (fault,)
    text, fault = decode(data, path)
    if fault is not None:
        return [], (fault,)
    value, found = yamltext.load(text)
    faults = [_fault(f, path, 1) for f in found]
    if value not in (None, "") and not isinstance(value, list):
        faults.append(Fault("L234", path, at=(1, 1)))
    items = value if isinstance(value, list) else []
    faults += [Fault("L234", path, (i,)) for i, x in enumerate(items) if not isinstance(x, dict)]
    return [(i, x) for i, x in enumerate(items) if isinstance(x, dict)], tuple(faults)


def read_bytes(folder: ContentFolder, path: str) -> tuple[bytes, Fault | None]:
    """Return a content file's bytes, b'' and a fault if it is too large or cannot be read."""
    if folder.files[path] > MAX_FILE:
        args = {"max": "1 MiB", "size": folder.files[path]}
        return b"", Fault("L113", path, args=args, at=(1, 1))
    try:
        return folder.read(path), None
    except OSError as error:
        return b"", Fault("L101", path, args={"reason": error.strerror or error})


def split(text: str, path: str) -> tuple[Parts, Fault | None]:
    """Split a file into front matter and body; a `.yml` file is front matter only."""
    if not path.lower().endswith(".md"):
        return Parts(text, 1, "", 1), None
    none = Parts("", 1, "", 1)
    start = _FENCE.match(text)
    if start is None:
        other = _OTHER_FRONT.match(text)
        args = {"form": other.lastgroup} if other else {}
        return none, Fault("L142" if other else "L114", path, args=args, at=(1, 1))
    end = _END.search(text, start.end())
    if end is None:
        return none, Fault("L115", path, at=(1, 1))
    front = text[start.end() : end.start()]
    if len(front.encode()) > MAX_FRONT_MATTER:
        return none, Fault("L116", path, at=(2, 1), args={"max": "64 KiB"})
    body_line = text.count("\n", 0, end.end()) + 2
    return Parts(front, 2, text[end.end() + 1 :], body_line), None


def _fault(found: yamltext.YamlFault, path: str, first: int) -> Fault:
    at = (found.line + first - 1, found.column)
    return Fault(found.code, path, args=found.args, nearest=found.nearest, at=at)


def _load_tables(
    folder: ContentFolder,
    path: str,
    fields: dict[str, Any],
    names: tuple[str, ...],
    faults: list[Fault],
    read: list[bytes],
) -> dict[str, str]:
    loaded: dict[str, str] = {}
    for name in names:
        reference = fields.get(name)
        if not isinstance(reference, str) or not reference:
            continue
        target = folder.resolve(reference, path)
        if target is None or target not in folder.files or not target.lower().endswith(".csv"):
            faults.append(Fault("L130", path, (name,), {"file": reference}))
            del fields[name]
            continue
        data, unread = read_bytes(folder, target)
        if unread is not None:
            faults.append(unread)
            del fields[name]
            continue
        read.append(data)
        table, found = tables.read_table(data, target)
        faults += found
        fields[name] = list(table.rows)
        loaded[name] = target
    return loaded
