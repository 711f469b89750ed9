"""Owns the files of a corpus: the same stories in the folders and front matter of each generator.
May not choose words.

    python -m benchmarks.corpus --stories 1000 --layout laurel --out DIR

writes a whole content folder (laurel), a whole Hugo site (hugo), or a whole project for MkDocs
with Material's blog, which Zensical reads too (material). Run it from the repository.
"""

from __future__ import annotations

import argparse
import json
import shutil
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.stories import COLLEGES, COLUMNS, PICTURES, REGIONS, SEED, Story, make_story

HERE = Path(__file__).resolve().parent
WIDTH, HEIGHT = 480, 270  # of a picture, in pixels

Writer = Callable[[Story], tuple[str, str]]


def quoted(text: str) -> str:
    """Return a double-quoted YAML scalar; JSON's strings are YAML's."""
    return json.dumps(text, ensure_ascii=False)


def listed(name: str, values: tuple[str, ...]) -> str:
    """Return a YAML block sequence under a key."""
    return f"{name}:" + "".join(f"\n  - {quoted(value)}" for value in values)


def _page(front_matter: list[str], blocks: tuple[str, ...]) -> str:
    return "---\n{}\n---\n\n{}\n".format("\n".join(front_matter), "\n\n".join(blocks))


def laurel(story: Story) -> tuple[str, str]:
    """Return path and text below a content folder. People are named, not linked: nobody else here
    has pages of people.
    """
    fields = [
        f"title: {quoted(story.title)}",
        f"date: {story.date:%Y-%m-%dT%H:%M:00+08:00}",
        f"column: {COLUMNS[story.column][0]}",
        listed("tags", story.tags),
        "people:" + "".join(f"\n  - name: {name}" for name in story.people),
        listed("colleges", (f"c{story.college:02d}",)),
        listed("regions", (f"r{story.region:02d}",)),
        f"summary: {quoted(story.summary)}",
        f"cover:\n  src: {_picture(story)}\n  alt: {quoted(story.title)}",
    ]
    return f"stories/{story.date.year}/{story.name}.md", _page(fields, story.blocks)


def hugo(story: Story) -> tuple[str, str]:
    """Return path and text below a Hugo site."""
    fields = [
        f"title: {quoted(story.title)}",
        f"date: {story.date:%Y-%m-%dT%H:%M:00+08:00}",
        listed("columns", (COLUMNS[story.column][1],)),
        listed("tags", story.tags),
        listed("people", story.people),
        listed("colleges", (COLLEGES[story.college],)),
        f"region: {REGIONS[story.region]}",
        f"summary: {quoted(story.summary)}",
        f"cover: {_picture(story)}",
    ]
    return f"content/stories/{story.date.year}/{story.name}.md", _page(fields, story.blocks)


def material(story: Story) -> tuple[str, str]:
    """Return path and text below a project of MkDocs; the first paragraph is the excerpt."""
    fields = [
        f"title: {quoted(story.title)}",
        f"date: {story.date:%Y-%m-%d}",
        f"slug: {story.name}",
        listed("categories", (COLUMNS[story.column][1], COLLEGES[story.college])),
        listed("tags", story.tags),
        listed("people", story.people),
        f"description: {quoted(story.summary)}",
    ]
    first, *rest = story.blocks
    blocks = (first, "<!-- more -->", *rest)
    return f"docs/posts/{story.date.year}/{story.name}.md", _page(fields, blocks)


def _picture(story: Story) -> str:
    return f"/media/{story.picture:02d}.png"


def png(number: int) -> bytes:
    """Return a small picture, stripes of one colour of its own (W3C PNG, third edition)."""
    palette = bytes(number * step % 256 for step in range(1, 13))
    row = b"\0" + bytes(column // 8 % 4 for column in range(WIDTH))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    chunks = (b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(row * HEIGHT))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*c) for c in (*chunks, (b"IEND", b"")))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _taxonomies() -> Iterator[tuple[str, str]]:
    """Return Laurel's controlled vocabularies."""
    tables = {
        "columns": COLUMNS,
        "colleges": [(f"c{n:02d}", name) for n, name in enumerate(COLLEGES)],
        "regions": [(f"r{n:02d}", name) for n, name in enumerate(REGIONS)],
    }
    for table, terms in tables.items():
        lines = (f"- id: {key}\n  name: {{zh: {name}}}\n" for key, name in terms)
        yield f"taxonomies/{table}.yml", "".join(lines)


LAYOUTS: dict[str, tuple[Writer, str]] = {  # and where pictures are
    "laurel": (laurel, "media"),
    "hugo": (hugo, "static/media"),
    "material": (material, "docs/media"),
}


def write_corpus(out: Path, layout: str, count: int, seed: int = SEED) -> None:
    """Write the whole folder anew."""
    shutil.rmtree(out, ignore_errors=True)
    if (HERE / layout).is_dir():
        shutil.copytree(HERE / layout, out)
    writer, media = LAYOUTS[layout]
    for path, text in _taxonomies() if layout == "laurel" else ():
        _write(out / path, text.encode())
    for number in range(PICTURES):
        _write(out / media / f"{number:02d}.png", png(number))
    for number in range(count):
        path, text = writer(make_story(number, seed))
        _write(out / path, text.encode())


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="write a corpus")
    parser.add_argument("--stories", type=int, required=True)
    parser.add_argument("--layout", choices=LAYOUTS, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    write_corpus(given.out, given.layout, given.stories, given.seed)
