"""Owns CONTENT as the importer may touch it: files it wrote and nobody edited, and its registry.
May not delete, nor write a file whose bytes are right already.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any, Literal

REGISTRY = ".import.json"
Outcome = Literal["written", "unchanged", "kept-edited", "kept-foreign"]


class Store:
    """The files of CONTENT. Every method may raise OSError."""

    def __init__(self, into: Path) -> None:
        self._into = into
        data = _load(into / REGISTRY)
        self._files: dict[str, dict[str, str]] = _texts(data.get("files"))
        columns = _mapping(data.get("columns"))
        self._columns = {k: v for k, v in columns.items() if isinstance(v, str)}

    @property
    def columns(self) -> dict[str, str]:
        """The column that an earlier import chose for each category."""
        return dict(self._columns)

    def targets(self) -> dict[str, str]:
        """Return the source of every file that an earlier import wrote, by target."""
        return {target: entry["source"] for target, entry in self._files.items()}

    def read(self, target: str) -> str | None:
        """Return the text of a file, line ends as they are; None if it is not there.

        Raises OSError or UnicodeDecodeError for a file that cannot be read.
        """
        path = self._into / target
        return path.read_bytes().decode("utf-8-sig") if path.exists() else None

    def put(self, target: str, data: bytes, source: str) -> Outcome:
        """Write a file unless an editor has changed it, or somebody else made it."""
        path = self._into / target
        digest = _digest(target, data)
        present = _digest(target, path.read_bytes()) if path.exists() else None
        known = self._files.get(target, {}).get("sha256")
        if present is not None and present != digest and present != known:
            return "kept-edited" if known else "kept-foreign"
        if present != digest:
            self._write(path, data)
        self._files[target] = {"sha256": digest, "source": source}  # only now: a disk may be full
        return "unchanged" if present == digest else "written"

    def was_deleted(self, target: str) -> bool:
        """Tell whether an earlier import wrote a file that somebody has taken away since."""
        return target in self._files and not (self._into / target).exists()

    def append(self, target: str, text: str) -> None:
        """Write a file that belongs to the editors, to which the importer has only added."""
        self._write(self._into / target, text.encode("utf-8"))

    def close(self, columns: dict[str, str]) -> None:
        """Write the registry, if it changed."""
        data = {
            "about": "Written by build.py import: what it wrote, to know what was edited since.",
            "columns": self._columns | columns,
            "files": self._files,
        }
        text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        path = self._into / REGISTRY
        if not path.exists() or path.read_bytes() != text.encode("utf-8"):
            self._write(path, text.encode("utf-8"))

    def _write(self, path: Path, data: bytes) -> None:
        """Write through a file beside it, so that no reader sees half of it."""
        self._check_inside(path.parent)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=".import-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            os.chmod(beside, 0o644)
            os.replace(beside, path)
        except BaseException:  # a full disk, Ctrl-C
            Path(beside).unlink(missing_ok=True)
            raise

    def _check_inside(self, folder: Path) -> None:
        root, real = os.path.realpath(self._into), os.path.realpath(folder)
        if real != root and not real.startswith(root + os.sep):
            raise OSError(f"{folder}: 不在内容目录里 / leads out of the content folder")


def _digest(target: str, data: bytes) -> str:
    """Return the SHA-256; of text without regard to line ends, which git may have changed."""
    text = target.endswith(".md")
    return hashlib.sha256(data.replace(b"\r\n", b"\n") if text else data).hexdigest()


def _load(path: Path) -> dict[str, Any]:
    try:
        return _mapping(json.loads(path.read_bytes()))
    except (OSError, ValueError, RecursionError):
        return {}


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _texts(value: Any) -> dict[str, dict[str, str]]:
    kept = ("sha256", "source")
    return {
        target: {key: entry[key] for key in kept}
        for target, entry in _mapping(value).items()
        if isinstance(entry, dict) and all(isinstance(entry.get(key), str) for key in kept)
    }
