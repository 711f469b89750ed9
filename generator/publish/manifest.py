"""Owns what tells a site folder of ours: its manifest; and what in it belongs to others.
May not write the manifest.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from json.encoder import encode_basestring
from pathlib import Path

from generator.publish.inventory import Known

MANIFEST = ".laurel-manifest.json"


class PublishError(Exception):
    """The site could not be published; the message says why. Nothing published was touched."""


def manifest_of(files: Iterable[tuple[str, Known]]) -> bytes:
    """Return the manifest of files in this order: a JSON object, one line for each file, with
    SHA-256 in hexadecimal and size in bytes by path.
    """
    # Not json.dumps(): it takes five times as long.
    lines = [f'{encode_basestring(p)}: ["{k.digest.hex()}", {k.size}]' for p, k in files]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def refuse_foreign(site_dir: Path) -> None:
    """Refuse to replace a folder that a build did not make: a mistyped `--site-dir`."""
    if site_dir.is_symlink() or (site_dir.exists() and not site_dir.is_dir()):
        raise PublishError(f"{site_dir}: not a folder / 不是文件夹")
    if not site_dir.exists() or (site_dir / MANIFEST).exists():
        return
    if any(not entry.name.startswith(".") for entry in os.scandir(site_dir)):
        raise PublishError(
            f"{site_dir}: holds files that Laurel did not make; empty it or choose another "
            f"--site-dir / 里面有不是 Laurel 生成的文件；请清空它，或换一个 --site-dir"
        )


def carry_hidden(old: Path, new: Path) -> None:
    """Move what others put at the top of the site (`.git`, `.well-known`) into the new one."""
    for entry in list(os.scandir(old)):
        foreign = entry.name.startswith(".") and entry.name != MANIFEST
        if foreign and not (new / entry.name).exists():
            os.rename(entry.path, new / entry.name)
