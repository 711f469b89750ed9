"""Owns the judgement on one link or picture: may it stay, where does it lead now, or is it lost.
May not read the disk or Markdown; what exists is asked of a World.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from generator.importing.decoding import clean
from generator.importing.templates import References

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_HOST = re.compile(
    r"(?:www\.[\w-]+\.|(?:[a-z0-9][a-z0-9-]*\.)+(?:com|org|net|edu|gov|cn|io)(?:[/?#:]|\Z))",
    re.IGNORECASE | re.ASCII,
)
_KEPT = ("mailto",)


class World(Protocol):
    """What a body may refer to, seen from one post."""

    def post(self, address: str) -> str | None:
        """Return the relative path of the imported post at a local address, or None."""

    def named(self, name: str) -> tuple[str, str] | None:
        """Return relative path and title of the post that a template tag names, or None."""

    def picture(self, address: str) -> tuple[str, str]:
        """Return (path below CONTENT from `/`, '') of a local picture, or ('', code of a note)."""

    def own_address(self, url: str) -> str | None:
        """Return the root-relative address of a URL of the source's own site, else None."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a target: it stays, becomes `target`, or (with '') is lost.

    `code` is the note to write, '' for none.
    """

    stays: bool = False
    target: str = ""
    code: str = ""


STAYS = Verdict(stays=True)


def judge_link(url: str, world: World, references: References) -> Verdict:
    """Return what becomes of the target of a link."""
    url = _tidy(url)
    if url.startswith("#") and len(url) > 1:
        return STAYS
    if reference := references.find(url):
        found = world.named(reference.name)
        return _found(found[0] if found else None, url, "reference-lost")
    if url.startswith("//") and is_web(f"https:{url}"):
        return Verdict(target=f"https:{url}")
    if found_scheme := _SCHEME.match(url):
        return _judge_absolute(url, found_scheme[1].lower(), world)
    return _judge_local(url, world)


def judge_picture(url: str, world: World) -> Verdict:
    """Return what becomes of the source of a picture; an external one is lost too."""
    url = _tidy(url)
    if web := web_address(url):
        own = world.own_address(web)
        path = world.picture(own)[0] if own else ""
        return Verdict(target=path, code="" if path else "image-external")
    if found := _SCHEME.match(url):
        return Verdict(code="image-type" if found[1].lower() == "data" else "image-missing")
    path, code = world.picture(url)
    return Verdict(target=path, code=code)


def web_address(url: str) -> str:
    """Return the full address of something on the web, '' for anything else."""
    url = _tidy(url)
    url = f"https:{url}" if url.startswith("//") else url
    return url if is_web(url) else ""


def is_web(url: str) -> bool:
    """Tell whether a text is a complete http(s) address."""
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _judge_absolute(url: str, scheme: str, world: World) -> Verdict:
    if scheme in _KEPT:
        return STAYS
    if scheme not in ("http", "https") or not is_web(url):
        return Verdict(code="link-scheme")
    own = world.own_address(url)
    path = world.post(own) if own else None
    return _found(path, url, "") if path else STAYS


def _judge_local(url: str, world: World) -> Verdict:
    path = world.post(url) if url else None
    if path:
        return _found(path, url, "")
    picture = world.picture(url)[0] if url else ""
    if picture:
        return Verdict(target=picture)
    if _HOST.match(url):
        return Verdict(target=f"http://{url}", code="link-guessed")
    return Verdict(code="link-local")


def _found(path: str | None, url: str, code: str) -> Verdict:
    fragment = url.partition("#")[2]
    return (
        Verdict(target=path + (f"#{fragment}" if fragment else "")) if path else Verdict(code=code)
    )


def _tidy(url: str) -> str:
    return clean(url).replace("\n", "").replace("\t", "").strip()
