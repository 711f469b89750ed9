"""The walk and the bytes: what the disk holds becomes files or faults, never a traceback."""

from __future__ import annotations

import errno
import inspect
import os
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import photos
import pytest
import smallsite
from junctions import junctions_instead_of_links
from smallsite import NOW, TEMPLATES, codes_of, lines_of, small_settings, story, write_folder

from generator.pipeline import Prepared, prepare
from generator.problems import has_errors
from generator.source import ContentFolder, open_folder, read_entry, to_problems
from generator.source.images import has_right_type
from generator.watch import Watch

SiteFrom = Callable[..., Prepared]


def test_files_are_walked_in_order_whatever_the_disk_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_folder(story("2024/b") + story("2024/a") + story("2023/c"), tmp_path)
    scandir = os.scandir
    ways = [lambda entries: entries, lambda entries: entries[::-1]]
    walks = []
    for way in ways:
        monkeypatch.setattr(os, "scandir", lambda p, w=way: iter(w(list(scandir(p)))))
        walks.append(list(open_folder(tmp_path)[0].files))
    assert walks[0] == walks[1] == sorted(walks[0])


def test_hidden_files_and_what_editors_leave_behind_are_not_seen(tmp_path: Path) -> None:
    for name in (".git", ".DS_Store", "~$x.docx", "x.md~", "Thumbs.db", "desktop.ini"):
        (tmp_path / name).write_text("x")
    folder, faults = open_folder(tmp_path)
    assert not folder.files
    assert not faults


def content_with_a_way_out(root: Path) -> Path:
    """Return a content folder in which `stories` leads to a folder outside."""
    outside, content = root / "outside", root / "content"
    outside.mkdir()
    content.mkdir()
    (outside / "secret.md").write_text("secret")
    (content / "stories").symlink_to(outside)
    return content


def test_links_are_not_followed_out_of_the_content_folder(tmp_path: Path) -> None:
    content = content_with_a_way_out(tmp_path)
    (content / "loop").symlink_to(content)
    folder, faults = open_folder(content)
    assert not folder.files
    assert [(f.code, f.path) for f in faults] == [("L102", "loop"), ("L102", "stories")] or [
        f.code for f in faults
    ] == ["L102", "L102"]


def test_junctions_of_windows_are_not_followed_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = content_with_a_way_out(tmp_path)
    monkeypatch.setattr(os, "scandir", junctions_instead_of_links(os.scandir))
    folder, faults = open_folder(content)
    assert not folder.files
    assert [(f.code, f.path) for f in faults] == [("L102", "stories")]


@pytest.mark.parametrize(("stored", "written"), [("NFD", "NFC"), ("NFC", "NFD"), ("NFC", "NFC")])
def test_a_name_is_found_in_either_form_of_unicode(
    tmp_path: Path, stored: str, written: str
) -> None:
    name = unicodedata.normalize(stored, "Lǚ é が.jpg")
    write_folder(story("2024/x"), tmp_path)
    (tmp_path / name).write_bytes(b"x")
    folder, _ = open_folder(tmp_path)
    reference = unicodedata.normalize(written, "../../Lǚ é が.jpg")
    assert folder.resolve(reference, "stories/2024/x.md") == name


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in folders")
def test_special_files_are_not_opened(tmp_path: Path) -> None:
    write_folder(story("2024/x"), tmp_path)
    os.mkfifo(tmp_path / "stories" / "pipe.md")
    folder, faults = open_folder(tmp_path)
    assert "stories/pipe.md" not in folder.files
    assert [(f.code, f.path) for f in faults] == [("L102", "stories/pipe.md")]


@pytest.mark.skipif(os.name != "posix", reason="names are texts there")
def test_a_name_that_is_no_text_is_a_fault(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/\xff.md", "wb"):
        pass
    (tmp_path / "a\nb.md").write_text("x")
    folder, faults = open_folder(tmp_path)
    assert not folder.files
    assert [f.code for f in faults] == ["L103", "L103"]
    assert all(p.line().isprintable() for p in to_problems(folder, faults))


def test_a_folder_that_cannot_be_listed_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    _, faults = open_folder(tmp_path)
    assert [(f.code, f.args["reason"]) for f in faults] == [("L101", "Permission denied")]


def test_a_file_that_vanishes_before_it_is_read_is_a_fault(tmp_path: Path) -> None:
    write_folder(story("2024/x"), tmp_path)
    folder, _ = open_folder(tmp_path)
    (tmp_path / "stories/2024/x.md").unlink()
    entry, faults = read_entry(folder, "stories/2024/x.md")
    assert entry is None
    assert [f.code for f in faults] == ["L101"]


def test_a_table_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    write_folder("-- honors/x.yml --\nentries: x.csv\n-- honors/x.csv --\nname\n", tmp_path)
    folder, _ = open_folder(tmp_path)
    (tmp_path / "honors/x.csv").unlink()
    entry, faults = read_entry(folder, "honors/x.yml", ("entries",))
    assert entry is not None
    assert [(f.code, f.path) for f in faults] == [("L101", "honors/x.csv")]


def test_a_table_over_a_mebibyte_is_refused(site_from: SiteFrom) -> None:
    text = "-- honors/x.yml --\ntitle: 榜\nhonor: may-day\nyear: 2024\nentries: x.csv\n"
    prepared = site_from(text + "-- honors/x.csv (repeated) --\nname\n字×400000\n")
    assert codes_of(prepared) == ["L113"]


def test_a_content_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    root = tmp_path / "nowhere"
    prepared = prepare(root, small_settings(), TEMPLATES, NOW, Watch())
    assert codes_of(prepared) == ["L106"]
    assert "“nowhere”" in lines_of(prepared)[0] or "nowhere" in lines_of(prepared)[0]
    assert prepared.problems[0].code == "L106"


@pytest.mark.parametrize(
    ("reference", "path"),
    [
        ("/media/a.jpg", "media/a.jpg"),
        ("a.jpg", "stories/2024/a.jpg"),
        ("../a.jpg", "stories/a.jpg"),
        ("./a/./b/../c.jpg", "stories/2024/a/c.jpg"),
        ("../../a.jpg", "a.jpg"),
        ("../../../a.jpg", None),
        ("../../../content/a.jpg", None),
        ("/../a.jpg", None),
        ("a/../../../../stories/x", None),
        ("..\\..\\a.jpg", None),
        ("a\0.jpg", None),
        ("C:\\a.jpg", None),
        ("//media/a.jpg", "media/a.jpg"),
    ],
)
def test_references_stay_inside(tmp_path: Path, reference: str, path: str | None) -> None:
    folder, _ = open_folder(tmp_path)
    assert folder.resolve(reference, "stories/2024/x.md") == path


def test_folders_may_be_nested_deeper_than_calls(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 60)
    os.makedirs(deep)
    (deep / "x.md").write_text("x", encoding="utf-8")
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 45)
    try:
        folder, faults = open_folder(tmp_path)
    finally:
        sys.setrecursionlimit(limit)
    assert faults == ()
    assert list(folder.files) == ["d/" * 60 + "x.md"]


def test_only_walked_paths_can_be_read(tmp_path: Path) -> None:
    (tmp_path / ".secret").write_text("x")
    folder, _ = open_folder(tmp_path)
    with pytest.raises(KeyError):
        folder.read(".secret")
    with pytest.raises(KeyError):
        folder.absolute("../x")


@pytest.mark.parametrize(
    ("name", "data", "right"),
    [
        ("a.png", photos.png_head(16, 32), True),
        ("a.png", b"<script>alert(1)</script>", False),
        ("a.jpg", b"\xff\xd8\xff", True),
        ("a.jpg", b"\x89PNG\r\n\x1a\n", True),
        ("a.gif", b"GIF89a", True),
        ("a.webp", b"RIFF\0\0\0\0WEBP", True),
        ("a.avif", b"", False),
        ("a.svg", b"<svg/>", False),
        ("a.pdf", b"", True),
    ],
)
def test_a_picture_is_what_its_first_bytes_say(
    tmp_path: Path, name: str, data: bytes, right: bool
) -> None:
    (tmp_path / name).write_bytes(data)
    assert has_right_type(open_folder(tmp_path)[0], name) == right


@pytest.mark.parametrize("late", [False, True], ids=["first-bytes", "whole"])
def test_a_picture_that_cannot_be_read_is_told_and_stops_the_build(
    site_from: SiteFrom, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    read, absolute = ContentFolder.read, ContentFolder.absolute

    def failing(folder: ContentFolder, path: str) -> bytes:
        if path.endswith(".png"):
            raise OSError(errno.EIO, "Input/output error")
        return read(folder, path)

    def lost(folder: ContentFolder, path: str) -> Path:
        return absolute(folder, path) if late else folder.root / "lost.png"

    monkeypatch.setattr(ContentFolder, "read", failing)
    monkeypatch.setattr(ContentFolder, "absolute", lost)
    picture = photos.escaped("stories/2024/x.png", photos.plain_png(16, 32))
    prepared = site_from(story("2024/x", "![图](x.png)\n") + picture)
    assert [problem.line("en", "") for problem in prepared.problems] == [
        "stories/2024/x.png: cannot be read: Input/output error [L101]"
    ]
    assert has_errors(prepared.problems)


def test_pictures_are_found_beside_the_story(site_from: SiteFrom) -> None:
    picture = photos.escaped("stories/2024/x.png", photos.plain_png(16, 32))
    prepared = site_from(story("2024/x", "![图](x.png)\n") + picture)
    assert codes_of(prepared) == []
    assert prepared.media == ("stories/2024/x.png",)
    assert smallsite.ZONE.key == "Asia/Shanghai"
