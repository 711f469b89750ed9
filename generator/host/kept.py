"""Owns keeping a drawn frame from build to build, so that MkDocs is not even imported for it.
May not draw.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from dataclasses import dataclass
from pathlib import Path

from generator.cache import NO_KEY, key_of, program_fingerprint, tree_fingerprint
from generator.host.frames import Drawn, frame_context
from generator.publish.artefact import Artefact
from generator.render.frame import Frame
from generator.render.root import ROOT
from generator.render.views import Desk
from generator.source.folder import real

_ROOT_KEPT = "\ufdd1"  # a noncharacter, which no frame contains
# What lets a frame depend on more than the files that are looked at here.
_ELSEWHERE = re.compile(rb"!ENV|\b(?:INHERIT|hooks)['\"]?\s*:")
_CUSTOM_DIR = re.compile(rb"\bcustom_dir['\"]?\s*:\s*['\"]?([^'\"\n#,}]+)")


@dataclass(frozen=True, slots=True)
class KeptFrame:
    """A drawn frame, with the `key` of all that it was drawn from, and `base`, that of what pages
    take from it: it is drawn with another token each time. Both are `NO_KEY` together.
    """

    key: bytes
    base: bytes
    html: str
    token: str
    assets: tuple[Artefact, ...]

    def drawn(self) -> Drawn:
        """Return the frame with the root mark of this process."""
        return Drawn(Frame(self.html.replace(_ROOT_KEPT, ROOT), self.token), self.assets)


def kept(key: bytes, drawn: Drawn) -> KeptFrame:
    """Return a drawn frame as it may be kept."""
    html, token = drawn.frame.html.replace(ROOT, _ROOT_KEPT), drawn.frame.token
    base = key and key_of((key, html.replace(token, "").encode()))
    return KeptFrame(key, base, html, token, drawn.assets)


def frame_key(config_file: Path, templates: Path, desk: Desk) -> bytes:
    """Return the key of all that a frame is drawn from, `NO_KEY` where that cannot be told."""
    config = config_file.read_bytes().removeprefix(BOM_UTF8)  # Windows' editors write it
    named = (name.decode().strip() for name in _CUSTOM_DIR.findall(config))  # in comments, too
    own = real(templates)
    inside = all(real(config_file.parent / name).is_relative_to(own) for name in named)
    if _ELSEWHERE.search(config) or not inside:
        return NO_KEY
    context = frame_context(desk, "")
    shown = repr([context[name] for name in ("nav", "footer", "site")]).replace(ROOT, _ROOT_KEPT)
    parts = (program_fingerprint(), config, tree_fingerprint(templates))
    return key_of((*parts, shown.encode(), repr(desk.settings).encode()))
