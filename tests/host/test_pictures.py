"""Pictures of a built site: sizes to choose from, and nothing of the originals or of the gated."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import photos
import pytest
from builds import NOW, Project, make_project, tree
from lxml import html
from smallsite import person, story

TELLING = (b"Exif", b"GPS", b"Telling", b"telling")
CONTENT = (
    story(
        "2024/open",
        '开头。\n\n![合影](/media/校庆%20合影.jpg "一九八四年")\n\n'
        "文中 ![图](../../media/chart.png) 的图。\n\n![动](/media/moving.gif)\n\n"
        '[原图](/media/cover.jpg)\n\n<img src="/media/cover.jpg" alt="原">\n\n'
        "![坏](/media/damaged.jpg)\n",
        cover={"src": "/media/cover.jpg", "alt": "封面", "credit": "某某"},
        people=["li-si"],
    )
    + story("2024/odd", "![怪](/media/odd.jpg)\n")
    + story("2024/secret", "![密](/media/secret-inline.jpg)\n", status="draft",
            cover={"src": "/media/secret-cover.jpg"})
    + story("2024/later", "![密](/media/secret-later.jpg)\n", publish_at="2030-01-01",
            cover={"src": "/media/secret-later.jpg"})
    + person("li-si", "李四", photo={"src": "/media/li-si.jpg", "alt": "李四"})
    + person("wang-wu", "王五", basis=None, photo={"src": "/media/secret-face.jpg"})
)  # fmt: skip
SECRETS = ("secret-inline", "secret-cover", "secret-later", "secret-face", "secret-unused")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A site with pictures of many kinds, built with both formats."""
    project = make_project(tmp_path_factory.mktemp("pictures"), CONTENT)
    project.edit("mkdocs.yml", "feed_items: 20", "feed_items: 20\n      images: "
                 "{widths: [160, 480, 960], formats: [avif, webp], quality: 60}")  # fmt: skip
    project.write("content/media/cover.jpg", photos.telling_photo(1_400, 2_000))
    project.write("content/media/校庆 合影.jpg", photos.telling_photo(700, 500, orientation=3))
    project.write("content/media/li-si.jpg", photos.telling_photo(600, 800, orientation=8))
    project.write("content/media/chart.png", photos.telling_photo(300, 200, "PNG", orientation=1))
    project.write("content/media/moving.gif", photos.moving(loop=0, comment=b"telling"))
    project.write("content/media/damaged.jpg", photos.photo(300, 200)[:2_000])
    project.write(
        "content/media/odd.jpg", photos.photo(300, 200, exif=b"Exif\0\0MM\0*\0\0\0\x08\0\xff")
    )
    for number, name in enumerate(SECRETS):
        project.write(f"content/media/{name}.jpg", photos.telling_photo(50 + number, 40))
    ran = project.build("--now", NOW)
    assert ran.code == 0, ran.err
    assert "media/damaged.jpg: " in ran.err + ran.out
    assert "Warning" not in ran.err, "what Pillow thinks of EXIF that makes no sense"
    return project


@pytest.fixture(scope="module")
def page(project: Project) -> Any:
    return html.fromstring((project.site / "stories/2024/open/index.html").read_bytes())


def media(project: Project) -> dict[str, bytes]:
    """Return the published pictures, the theme's aside."""
    return {p: data for p, data in tree(project.site).items() if p.startswith("media/")}


def named(srcset: str) -> list[tuple[str, str]]:
    """Return the files of a `srcset` by their paths in the site, and what it says of each."""
    parts = [part.split() for part in srcset.split(", ")]
    return [(unquote(re.sub(r"^[./]+", "", url)), "".join(more)) for url, *more in parts]


def test_no_published_picture_tells_where_or_with_what_it_was_taken(project: Project) -> None:
    files = media(project)
    assert len(files) > 20
    for path, data in files.items():
        assert not [word for word in TELLING if word in data], path
    originals = {p.read_bytes() for p in (project.content / "media").iterdir()}
    assert not originals & set(tree(project.site).values())


def test_nothing_gated_or_unused_or_damaged_is_published_or_kept(project: Project) -> None:
    for path, data in tree(project.root).items():
        if path.startswith(("site/", ".site.images/", ".site.staging/", ".site.memory")):
            assert "secret-" not in path and b"secret-" not in data, path
    assert not [path for path in tree(project.site) if "damaged" in path]


def test_every_file_that_a_page_offers_is_there_in_the_format_and_width_it_says(
    project: Project,
) -> None:
    files, seen = tree(project.site), set()
    magic = {"image/webp": b"WEBP", "image/avif": b"ftypavif"}
    for path in [path for path in files if path.endswith(".html")]:
        found = html.fromstring(files[path]).xpath("//picture//source[@type]")
        for source in found:
            for name, width in named(source.get("srcset")):
                assert magic[source.get("type")] in files[name][:16]
                assert name.rpartition("-")[2].partition(".")[0] + "w" == width
                seen.add(name)
    assert len(seen) > 15


def test_a_page_offers_avif_then_webp_then_a_jpeg_upright(page: Any) -> None:
    (cover,) = page.xpath("//figure[@class='story__cover']//picture")
    assert [s.get("type") for s in cover.xpath(".//source")] == ["image/avif", "image/webp"]
    assert [w for _, w in named(cover.xpath(".//source")[0].get("srcset"))] == ["480w", "960w"]
    (image,) = cover.xpath(".//img")
    assert image.get("src").endswith("-1200.jpg") and image.get("alt") == "封面"
    assert (image.get("width"), image.get("height")) == ("1200", "840")  # it was taken sideways
    assert image.get("fetchpriority") == "high" and image.get("loading") is None


def test_pictures_in_a_body_have_sizes_captions_and_wait_for_the_reader(page: Any) -> None:
    (figure,) = page.xpath("//figure[figcaption='一九八四年']")
    (image,) = figure.xpath(".//img")
    assert (image.get("width"), image.get("height")) == ("700", "500")
    assert (image.get("loading"), image.get("decoding")) == ("lazy", "async")
    assert {s.get("sizes") for s in figure.xpath(".//source")} == {
        "auto, (min-width: 45em) 43em, 100vw"
    }
    assert len(page.xpath("//div[contains(@class, 'prose')]//picture")) == 4
    assert not page.xpath("//img[@alt='坏']")


def test_a_small_picture_is_not_enlarged(
    project: Project, browser: Any, serve_folder: Callable[[Path, str], str]
) -> None:
    tab = browser.new_page(viewport={"width": 1280, "height": 800})
    tab.goto(serve_folder(project.site, "/") + "stories/2024/odd/")
    assert tab.locator("figure img").first.bounding_box()["width"] == 300
    tab.close()


def test_who_wants_less_motion_gets_the_first_frame(page: Any) -> None:
    (still, moving) = page.xpath("//picture[.//img/@alt='动']//source")
    assert still.get("media") == "(prefers-reduced-motion: reduce)" and not still.get("type")
    assert moving.get("type") == "image/webp" and "moving-" in moving.get("srcset")
    assert still.get("srcset").endswith("-64.jpg 64w") and still.get("sizes") == moving.get("sizes")


def test_a_link_to_a_picture_leads_to_what_is_published_of_it(project: Project, page: Any) -> None:
    (link,) = page.xpath("//a[.='原图']/@href")
    assert named(link)[0][0] in media(project) and link.endswith("-1200.jpg")


def test_cards_that_others_draw_get_a_jpeg_with_its_size(page: Any) -> None:
    said = {m.get("property"): m.get("content") for m in page.xpath("//meta[@property]")}
    assert said["og:image"].startswith("https://") and said["og:image"].endswith("-1200.jpg")
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "840")
    assert said["og:image:type"] == "image/jpeg"


def test_a_portrait_is_offered_small(page: Any) -> None:
    (photo,) = page.xpath("//span[@class='portrait']/picture/source")
    assert [width for _, width in named(photo.get("srcset"))] == ["160w", "480w"]


def test_a_build_without_its_cache_gives_the_same_bytes(project: Project, tmp_path: Path) -> None:
    other = tmp_path / "site"
    assert project.build("--now", NOW, "--site-dir", other, "--workers", 1).code == 0
    assert tree(other) == tree(project.site)
