"""Owns what builds keep of pictures beside the site: encoded files, and what originals hold.
May not trust it: every file begins with its own digest, and what does not match is made anew.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from typing import Any

import PIL  # loads nothing of it but its version

from generator.cache.store import displace_link, make_private, put
from generator.images.variants import VERSION, Original
from generator.source.folder import Signature

INDEX = "index"
_SEAL = 32  # bytes of SHA-256 before what they seal
_FACTS = attrgetter(*Original.__slots__)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a content file: how it looked then, and what its bytes held.

    Once it was made, `made` names the settings, and `size` is that of its fallback in bytes.
    """

    signature: Signature
    original: Original
    made: str = ""
    size: int = 0


def images_of(site_dir: Path) -> Path:
    """Return the folder in which the builds of a site keep their pictures."""
    return site_dir.parent / f".{site_dir.name}.images"


def recall(folder: Path | None) -> dict[str, Known]:
    """Return what is known by content path; nothing where it is missing, damaged or of another
    version of Pillow or of ours.
    """
    data = load(folder, INDEX)
    try:
        rows = json.loads(data) if data else {}
        return {path: _known(*row) for path, row in rows.items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def _known(signature: Any, facts: Any, made: str, size: int) -> Known:
    values = dict(zip(Original.__slots__, facts, strict=True))
    original = Original(**values | {"too_large": tuple(values["too_large"])})
    return Known(tuple(signature), original, made, size)


def remember(folder: Path, known: Mapping[str, Known]) -> None:
    """Write what is known for the next build, if it is not what stands there already."""
    rows = {path: _row(known[path]) for path in sorted(known)}
    data = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    if load(folder, INDEX) != data:
        save(folder, INDEX, data)


def _row(known: Known) -> tuple[Any, ...]:
    return known.signature, _FACTS(known.original), known.made, known.size


def load(folder: Path | None, name: str) -> bytes | None:
    """Return the bytes that were saved under a name; None if they are missing or damaged."""
    if folder is None:
        return None
    try:
        with open(folder / _versioned(name), "rb") as stream:
            seal, data = stream.read(_SEAL), stream.read()
    except OSError:
        return None
    return data if seal == _sealed(name, data) else None


def save(folder: Path, name: str, data: bytes) -> None:
    """Save bytes under a name; another process never meets half of them."""
    make_private(folder)
    descriptor, part = tempfile.mkstemp(prefix="part-", dir=folder)
    try:
        with open(descriptor, "wb") as stream:
            stream.write(_sealed(name, data))
            stream.write(data)
        put(Path(part), folder / _versioned(name))
    except BaseException:
        with suppress(OSError):
            os.unlink(part)
        raise


def _sealed(name: str, data: bytes) -> bytes:
    """Return the digest of what lies under a name: not of the same bytes under another."""
    digest = sha256(name.encode())
    digest.update(data)
    return digest.digest()


def keep_only(folder: Path, names: Collection[str]) -> None:
    """Remove every file but the index and these."""
    displace_link(folder)
    wanted = {_versioned(name) for name in (*names, INDEX)}
    with suppress(FileNotFoundError):
        for entry in list(os.scandir(folder)):
            if entry.name not in wanted and entry.is_file(follow_symlinks=False):
                os.unlink(entry.path)


def _versioned(name: str) -> str:
    """Return the file for a name: other versions of Pillow make other bytes."""
    return f"{VERSION}-{PIL.__version__}-{name}"
