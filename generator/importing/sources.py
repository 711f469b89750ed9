"""Owns the walk over SOURCE: which files are posts, drafts and pages, and which are not.
May not open posts, follow links out of SOURCE, or write.
"""

from __future__ import annotations

import os
import posixpath
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from generator.importing.configuration import SiteConfig
from generator.importing.dialect import HABITS, Dialect
from generator.importing.notes import Note, make_note
from generator.source.folder import is_junction

Role = Literal["post", "draft", "page"]
_MARKDOWN = (".md", ".markdown", ".mkd", ".mkdn", ".mdown")
_OTHER = (
    ".rmd",
    ".rmarkdown",
    ".org",
    ".adoc",
    ".asciidoc",
    ".rst",
    ".textile",
    ".mdx",
    ".html",
    ".htm",
)
# Folders of programs and of what the generator made; only at the top, where it puts them.
_IGNORED = (
    "vendor",
    "_site",
    "public",
    "themes",
    "resources",
    "layouts",
    "archetypes",
)
_MODULES = "node_modules"
_CONTENT = re.compile(r"content(?:[._-]([a-z]{2}(?:-[a-z]{2,4})?))?/", re.IGNORECASE)
# Folders of Jekyll and Hexo whose Markdown is part of the design, not of the site.
_DESIGN = ("_includes", "_layouts", "_sass", "_data", "_plugins", "scaffolds")
_LANGUAGES = ("zh", "en", "zh-cn", "zh-hans", "zh-tw", "en-us")


@dataclass(frozen=True, slots=True)
class Found:
    """One file to import. `path` is relative to SOURCE; `inside` to the folder of posts.

    `name` is what names the post: its file, or the folder of its bundle; `section` the first
    folder of `inside`; `lang` comes from `index.en.md` or `content.en/`.
    """

    path: str
    inside: str
    role: Role
    name: str
    section: str
    lang: str
    is_bundle: bool


@dataclass(frozen=True, slots=True)
class Survey:
    """What lies in SOURCE: files to import, the notes on those that are not, and the files
    beside posts that are theirs (a bundle's pictures); `sections` are Hugo's section pages.
    """

    found: tuple[Found, ...]
    skipped: tuple[Note, ...]
    beside: tuple[str, ...]
    sections: tuple[str, ...]


def survey(source: Path, dialect: Dialect, config: SiteConfig) -> Survey:
    """Walk SOURCE in sorted order and tell posts from drafts, pages and other files."""
    skipped: list[Note] = []
    beside: list[str] = []
    ignored = () if _is_content(source, dialect) else _IGNORED
    walked = sorted(_walk(source, "", (*ignored, _MODULES), skipped))
    top = _way_down(source, config)
    paths = [path for path in walked if not config.excludes(top + path)]
    left_out = sorted(set(walked).difference(paths))
    skipped += [make_note("excluded", shown(p)) for p in left_out if p.lower().endswith(_MARKDOWN)]
    if dialect is Dialect.HUGO:
        found = _hugo(paths, source, config, skipped, beside)
    else:
        found = _underscored(paths, source, dialect, config, skipped, beside)
    sections = [p for p in paths if _stem(p)[0] == "_index" and p.lower().endswith(_MARKDOWN)]
    return Survey(tuple(found), tuple(skipped), tuple(beside), tuple(sections))


def _way_down(source: Path, config: SiteConfig) -> str:
    """Return the path from the folder of the configuration to SOURCE, '' or with `/` at its end."""
    real = Path(os.path.realpath(source))
    inside = real.relative_to(config.folder or real).as_posix()
    return "" if inside == "." else f"{inside}/"


def _is_content(source: Path, dialect: Dialect) -> bool:
    return dialect is Dialect.HUGO and _CONTENT.fullmatch(f"{source.name}/") is not None


def _walk(
    folder: Path, prefix: str, ignored: tuple[str, ...], skipped: list[Note]
) -> Iterator[str]:
    try:
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError as error:
        skipped.append(make_note("unreadable", shown(prefix), 0, reason=error.strerror or error))
        return
    for entry in entries:
        path = prefix + entry.name
        if entry.name.startswith(".") or entry.name.endswith("~"):
            continue
        if entry.is_dir(follow_symlinks=False) and not is_junction(entry):
            if entry.name not in ignored:
                yield from _walk(Path(entry.path), f"{path}/", (_MODULES,), skipped)
        elif _is_usable(entry, path, skipped):
            yield path


def _is_usable(entry: os.DirEntry[str], path: str, skipped: list[Note]) -> bool:
    """Tell whether a file is a regular one; links that could be posts are named."""
    if entry.is_symlink() or is_junction(entry):
        if path.lower().endswith(_MARKDOWN) or os.path.isdir(entry.path):
            skipped.append(make_note("outside-link", shown(path)))
        return False
    try:
        return stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode)
    except OSError as error:
        skipped.append(make_note("unreadable", shown(path), 0, reason=error.strerror or error))
        return False


def folders_above(found: Found) -> list[str]:
    """Return the folders in which the folder of posts lies."""
    return found.path.removesuffix(found.inside).split("/")[:-2]


def shown(path: str) -> str:
    """Return a path as text that can be written: odd bytes and controls become escapes."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def _hugo(
    paths: list[str], source: Path, config: SiteConfig, skipped: list[Note], beside: list[str]
) -> list[Found]:
    roots = _content_folders(paths, config)
    is_site = any(root.startswith("content") for root in roots) or _is_content(source, Dialect.HUGO)
    found: list[Found] = []
    for root, lang in roots.items():
        own = [p for p in paths if next((r for r in roots if p.startswith(r)), None) == root]
        inside = [p.removeprefix(root) for p in own]
        found += _hugo_folder(inside, root, lang, is_site, source, skipped, beside)
    return found


def _content_folders(paths: list[str], config: SiteConfig) -> dict[str, str]:
    """Return the folders of content with their language, the deeper ones first."""
    roots = dict(config.contents)
    for path in paths:
        if found := _CONTENT.match(path):
            roots.setdefault(found[0], (found[1] or "").lower())
    used = {r: lang for r, lang in roots.items() if any(p.startswith(r) for p in paths)} or {"": ""}
    for path in paths:
        for root in [r for r in used if path.startswith(r) and not used[r]]:
            top = path.removeprefix(root).partition("/")
            if top[1] and top[0].lower() in _LANGUAGES:
                used.setdefault(f"{root}{top[0]}/", top[0].lower())
    return dict(sorted(used.items(), key=lambda item: -len(item[0])))


def _hugo_folder(
    inside: list[str], root: str, lang: str, is_site: bool, source: Path, skipped: list[Note],
    beside: list[str],
) -> list[Found]:  # fmt: skip
    sections = {p.split("/")[0].lower() for p in inside if "/" in p}
    has_sections = is_site or bool(sections & set(HABITS[Dialect.HUGO].posts))
    bundles = {
        str(PurePosixPath(p).parent)
        for p in inside
        if _stem(p)[0] == "index" and "/" in p and p.lower().endswith(_MARKDOWN)
    }
    found: list[Found] = []
    for path in inside:
        if not _is_post_file(path, root, skipped, source):
            beside += [root + path] if _owner(path, bundles) else []
        elif _stem(path)[0] == "_index":
            skipped.append(make_note("section-file", shown(root + path)))
        elif _owner(path, bundles):
            skipped.append(make_note("bundle-file", shown(root + path)))
        else:
            role: Role = "page" if has_sections and "/" not in path else "post"
            found.append(_found(root + path, path, role, lang))
    return found


def _owner(path: str, bundles: set[str]) -> bool:
    """Tell whether a file lies in another post's bundle (an index.md is its own post)."""
    parents = [str(parent) for parent in PurePosixPath(path).parents]
    if _stem(path)[0] == "index":
        parents = parents[1:]
    return any(parent in bundles for parent in parents)


def _underscored(
    paths: list[str], source: Path, dialect: Dialect, config: SiteConfig, skipped: list[Note],
    beside: list[str],
) -> list[Found]:  # fmt: skip
    """Sort the files of Hexo and Jekyll: `_posts`, `_drafts`, and pages beside them.

    SOURCE itself may be the folder of posts.
    """
    habits = HABITS[dialect]
    marked = habits.posts + habits.drafts
    bare = not any(part in marked for p in paths for part in p.split("/")[:-1])
    default: Role = "draft" if source.name in habits.drafts else "post"
    found: list[Found] = []
    for path in paths:
        folders = path.split("/")[:-1]
        at = next((n for n, part in enumerate(folders) if part in marked), -1)
        if not _is_post_file(path, "", skipped, source):
            beside += [path] if at >= 0 else []
        elif at >= 0 and _is_hidden(folders[at + 1 :], path):
            skipped.append(make_note("hidden", shown(path)))
        elif at >= 0:
            role: Role = "draft" if folders[at] in habits.drafts else "post"
            found.append(_found(path, "/".join(path.split("/")[at + 1 :]), role))
        elif bare and config.folder != source:
            found.append(_found(path, path, default))
        elif _is_page(path, source, dialect):
            found.append(_found(path, path.removeprefix("source/"), "page"))
        elif not (_is_about_the_project(path) or set(folders) & set(_DESIGN)):
            skipped.append(make_note("not-a-post", shown(path)))
    return found


def _is_hidden(folders: list[str], path: str) -> bool:
    """Tell what Hexo and Jekyll pass over in a folder of posts: names with `_` at their start."""
    return any(name.startswith("_") for name in (*folders, posixpath.basename(path)))


def _is_page(path: str, source: Path, dialect: Dialect) -> bool:
    is_marked = any(part.startswith("_") for part in path.split("/")[:-1])
    in_source = path.startswith("source/") or source.name == "source"
    placed = dialect is Dialect.JEKYLL or in_source
    return placed and not is_marked and not _is_about_the_project(path)


def _is_about_the_project(path: str) -> bool:
    name = path.rsplit("/", 1)[-1].lower()
    return name.startswith(("readme", "license", "changelog", "contributing"))


def _is_post_file(path: str, root: str, skipped: list[Note], source: Path) -> bool:
    """Tell whether a file is Markdown; a post in another format is named."""
    lowered = path.lower()
    if lowered.endswith(_MARKDOWN):
        return True
    if lowered.endswith(_OTHER) and _starts_like_post(source / (root + path)):
        ending = lowered.rpartition(".")[2]
        skipped.append(make_note("format", shown(root + path), 0, ending=ending))
    return False


def _starts_like_post(path: Path) -> bool:
    if path.suffix.lower() not in (".html", ".htm"):
        return True
    try:
        with open(path, "rb") as stream:
            return stream.read(8).startswith((b"---", b"+++", b"\xef\xbb\xbf---"))
    except OSError:
        return False


def _stem(path: str) -> tuple[str, str]:
    """Return the file name without ending and language (`index.en.md` -> index, en)."""
    stem = PurePosixPath(path).stem
    base, dot, lang = stem.rpartition(".")
    return (base, lang.lower()) if dot and base and lang.lower() in _LANGUAGES else (stem, "")


def _found(path: str, inside: str, role: Role, language: str = "") -> Found:
    stem, lang = _stem(path)
    lang = lang or language
    folders = inside.split("/")[:-1]
    is_bundle = stem == "index" and bool(folders)
    name = folders[-1] if is_bundle else stem
    return Found(path, inside, role, name, folders[0] if folders else "", lang, is_bundle)
