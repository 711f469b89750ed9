"""Links between folders as Windows's junctions: folders to all but those who ask."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any


class Junction:
    """An entry of a folder that is a link, told as `os.DirEntry` tells a junction."""

    def __init__(self, entry: os.DirEntry[str]) -> None:
        self._entry = entry

    def __getattr__(self, name: str) -> Any:
        return getattr(self._entry, name)

    def is_junction(self) -> bool:
        return True

    def is_symlink(self) -> bool:
        return False

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        return True


def junctions_instead_of_links(scandir: Callable[..., Any]) -> Callable[..., Any]:
    """Return `os.scandir` for a disk on which every link is a junction."""

    class Listing(list[Any]):
        def __enter__(self) -> Listing:
            return self

        def __exit__(self, *_: object) -> None:
            pass

    def listed(folder: Any) -> Listing:
        return Listing(Junction(e) if e.is_symlink() else e for e in scandir(folder))

    return listed
