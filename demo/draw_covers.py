"""Draws a cover picture for each story of the demo whose `cover.src` is under /media/covers/.

The slug seeds every choice, so one Pillow version gives the same bytes each time. The motif follows
the words of `cover.alt`, then the colleges and the column. The motifs live in cover_*.py beside it.
Run: python demo/draw_covers.py [content]
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from cover_forms import Forms
from cover_rooms import Rooms
from cover_scenes import Scenes
from PIL import Image

LIMIT = 60_000  # bytes of one file
# motif: words of `alt` that call for it (the first hit wins), then its colleges and columns
MOTIFS = {
    "bamboo": ("竹", ""),
    "arches": ("廊|拱|柱", "law hist"),
    "bridge": ("桥|viaduct", "civil"),
    "pylons": ("塔|风机|导线|光伏", "ee"),
    "lamps": ("垂下的灯|一盏盏|灯泡|market hall", "giving reunion"),
    "window": ("窗台|长窗|窗前", "med"),
    "lecture": ("阶梯教室|hall", "lit"),
    "lights": ("方格|网格", "cs"),
    "lattice": ("冰晶|晶格", "mse chem"),
    "wheel": ("刀盘|主轴|镜架|铜盘", "me"),
    "helix": ("螺旋|草履虫", "life academic"),
    "sprig": ("植物|herbarium", "agri life"),
    "pages": ("叠起的|薄片", "lit fls"),
    "stars": ("圆顶|鸟", "phys"),
    "rings": ("圈|肥皂膜|裂纹|等高线|细丝|平行", "arts math"),
    "rays": ("圆章|晨光|一道光|斜照", "news"),
    "terraces": ("稻|Terraced|果树", "agri"),
    "river": ("河湾|河谷|江湾|路|river", "chapters profiles"),
    "pulse": ("声波", "med"),
    "city": ("楼|城|摊", "econ enterprise"),
    "waves": ("江|(?<!云)海|沙滩|湖", "env news"),
    "hills": ("山|塬|草|雪坡|窟", "achievements"),
}


class Cover(Scenes, Rooms, Forms):
    """A canvas that can draw every motif."""


def motif(alt: str, places: list[str]) -> str:
    """Return the motif that the description calls for, or the one at home in these places."""
    for name, (words, _) in MOTIFS.items():
        if re.search(words, alt):
            return name
    homes = {place: name for name, (_, some) in MOTIFS.items() for place in some.split()}
    return next((homes[place] for place in places if place in homes), "hills")


def stories(content: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (slug, description, motif) for each story with a cover, by path."""
    for path in sorted(content.glob("stories/*/*.md")):
        head = path.read_text(encoding="utf-8").split("\n---", 1)[0]
        cover = re.search(r"src: /media/covers/([\w-]+)\.jpg, alt: (.*?)(?:, credit:|})", head)
        if cover:
            found = re.findall(r"^(?:column|colleges): (.*)$", head, re.MULTILINE)
            yield (
                cover[1],
                cover[2],
                motif(cover[2], re.findall(r"[\w-]+", " ".join(reversed(found)))),
            )


def jpeg(image: Image.Image) -> bytes:
    """Return the picture as a progressive JPEG, as good as the limit allows."""
    for quality in range(90, 30, -3):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, progressive=True, optimize=True)
        if out.tell() < LIMIT:
            break
    return out.getvalue()


def main() -> None:
    """Draw every cover into <content>/media/covers/ and say which motif it got."""
    content = Path(sys.argv[1] if len(sys.argv) > 1 else "content")
    folder = content / "media" / "covers"
    folder.mkdir(parents=True, exist_ok=True)
    for slug, alt, name in stories(content):
        cover = Cover(slug, alt)
        getattr(cover, name)()
        data = jpeg(cover.finish())
        (folder / f"{slug}.jpg").write_bytes(data)
        print(f"{slug}: {name}, {len(data):,} bytes")


if __name__ == "__main__":
    main()
