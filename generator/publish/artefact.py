"""Owns the artefact: one file of the finished site, as bytes.
May not know where it came from or how it is written.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Artefact:
    """A file to be published. `path` is relative to the site folder, with `/`."""

    path: str
    data: bytes
