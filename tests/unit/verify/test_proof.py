"""What is kept back is found in a finished site in every form in which it can stand there."""

from __future__ import annotations

import gzip
import io
import json
import os
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image, PngImagePlugin
from smallsite import NOW, TEMPLATES, ZONE, person, story, write_folder

from generator.crew import Crew
from generator.publish.inventory import Known
from generator.publish.manifest import MANIFEST, manifest_of
from generator.reading import read_content
from generator.schema import Context
from generator.search.texts import deflated, dictionary, encoded
from generator.verify import Proof, order, verify

URL = "https://alumni.example.edu.cn/news/"
SECRET = "陈师姐谢绝了全部采访，café 里的谈话只记在这里"
SUMMARY = "一份还没有签字的捐赠协议正在校友楼传阅"
LEAK = ("stories/2024/secret.md", "L601", "body")


def gated(**fields: object) -> str:
    """Return a draft whose body is the secret, between other sentences."""
    body = f"他说得很少。**{SECRET[:6]}**{SECRET[6:]}。别的不必写。\n"
    return story("2024/secret", body, **{"title": "未签字的协议书", "status": "draft"} | fields)


OPEN = story("2024/open", "一篇公开的稿件，谁都可以读到它的全文。\n", title="公开的")
Prove = Callable[..., set[tuple[str, str, str]]]


@pytest.fixture
def prove(tmp_path: Path) -> Prove:
    """Return what proves a site of these files over content, and returns entry, code and field of
    what was found; without a manifest, which is no finding here.
    """

    def make(
        files: Mapping[str, bytes | str], content: str = OPEN + gated(), now: datetime = NOW
    ) -> set[tuple[str, str, str]]:
        proof = proof_of(tmp_path, files, content, now)
        found = {(str(p.args.get("entry", "")), p.code, p.field) for p in proof.in_site}
        return found - {("", "L604", "")}

    return make


def proof_of(
    root: Path, files: Mapping[str, bytes | str], content: str = OPEN + gated(), now: datetime = NOW
) -> Proof:
    write_folder(content, root / "content")
    for path, data in files.items():
        target = root / "site" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data if isinstance(data, bytes) else data.encode())
    (root / "site").mkdir(exist_ok=True)
    (root / "mkdocs.yml").write_text("site_name: 校友网\n", encoding="utf-8")
    read = read_content(root / "content", Context(ZONE, "zh"), lambda *_: None)
    place = (root / "mkdocs.yml", TEMPLATES, URL, root / "site")
    return verify(read, *place, now, Crew())


def zipped(text: str, name: str = "word/document.xml") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, f"<w:t>{text[:9]}</w:t><w:t>{text[9:]}</w:t>")
    return stream.getvalue()


def picture(kind: str) -> bytes:
    stream, image = io.BytesIO(), Image.new("RGB", (4, 4))
    if kind == "png":
        info = PngImagePlugin.PngInfo()
        info.add_itxt("Comment", SECRET * 9, zip=True)
        image.save(stream, "PNG", pnginfo=info)
    elif kind == "exif":
        exif = Image.Exif()
        exif[0x9C9B] = SECRET.encode("utf-16-le")  # XPTitle
        image.save(stream, "JPEG", exif=exif)
    else:
        image.save(stream, "JPEG", comment=SECRET.encode())
    return stream.getvalue()


def search_files(text: str, sounds: str = "") -> dict[str, bytes | str]:
    """Return the files of an index with one text, as docs/search-format.md has them."""
    fields = ["/stories/2024/open/", "2024-05-11", "公开的", "", "", text, sounds, ""]
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 8, zlib.Z_DEFAULT_STRATEGY, dictionary())
    data = packer.compress(encoded("".join(f"{field}\x02" for field in fields))) + packer.flush()
    return {
        "search/index.json": json.dumps({"dictionary": "d"}),
        "search/d.bin": deflated(dictionary()),
        "search/0123456789/0.bin": data,
    }


def every_sign(text: str) -> str:
    return "".join(f"&#x{ord(c):x};" for c in text)


FORMS: dict[str, Mapping[str, bytes | str]] = {
    "HTML": {"a.html": f"<p>说：{SECRET}。</p>"},
    "tags within": {"a.html": f"<p>{SECRET[:5]}<a href='x'>{SECRET[5:9]}</a><i>{SECRET[9:]}</i>"},
    "a line's end within": {"a.html": f"<p>{SECRET[:5]}<wbr>{SECRET[5:11]}<br />\n{SECRET[11:]}"},
    "a comment": {"a.html": f"<p>a</p><!-- {SECRET} --><p>b</p>"},
    "an attribute": {"a.html": f'<p><img src="x" alt="{SECRET}"></p>'},
    "numeric entities": {"a.html": f"<p>{every_sign(SECRET)}</p>"},
    "decimal entities": {"a.html": "".join(f"&#{ord(c)};" for c in SECRET)},
    "named entities": {"a.html": f"<p>{SECRET}</p>".replace("é", "&eacute;")},
    "NFD": {"a.html": unicodedata.normalize("NFD", f"<p>{SECRET}</p>")},
    "full width": {"a.html": SECRET.replace("cafe", "ｃａｆｅ").replace("，", ",")},
    "other case and blanks": {"a.html": SECRET.replace("caf", " C A F ")},
    "JSON": {"a.json": json.dumps({"x": SECRET})},
    "JSON as it is": {"a.json": json.dumps({"x": SECRET}, ensure_ascii=False)},
    "HTML in JSON": {"a.json": json.dumps({"x": f"<p>{SECRET[:5]}</p>\n<b>{SECRET[5:]}</b>"})},
    "JSON-LD": {"a.html": f'<script type="application/ld+json">{json.dumps([SECRET])}</script>'},
    "XML": {"a.xml": f"<x><![CDATA[<p>{SECRET[:5]}</p>{SECRET[5:]}]]></x>"},
    "tags in CDATA": {"a.xml": f"<x><![CDATA[{SECRET[:5]}<b>{SECRET[5:]}</b>]]></x>"},
    "CDATA alone": {"a.xml": f"<x><![CDATA[{SECRET}]]></x>"},
    "HTML in XML": {"a.xml": f"<x>{escape(f'<p>{SECRET[:5]}<b>{SECRET[5:]}</b></p>')}</x>"},
    "entities in HTML in XML": {
        "a.xml": f"<x>{escape(escape(f'<b>{every_sign(SECRET)}</b>'))}</x>"
    },
    "CSV": {"a.csv": f'\ufeffx,"{SECRET}"\r\n'},
    "CSV in GB 18030": {"a.csv": f'x,"{SECRET}"\r\n'.encode("gb18030")},
    "UTF-16": {"a.csv": f"x,{SECRET}\r\n".encode("utf-16")},
    "an address": {"a.html": f'<a href="/?q={quote(SECRET)}">a</a>'},
    "an escaped script": {"a.js": f"a={json.dumps(SECRET)}"},
    "gzip": {"a.html.gz": gzip.compress(SECRET.encode())},
    "gzip in parts": {"a.gz": gzip.compress(b"a") + gzip.compress(SECRET.encode())},
    "an office's document": {"a.docx": zipped(SECRET)},
    "an archive in an archive": {"a.zip": gzip.compress(zipped(SECRET))},
    "a text of search": search_files(SECRET),
    "a text of search with signs of its own": search_files(f"\ue000𠀀{SECRET}"),
    "the name of what is in an archive": {"a.zip": zipped("a", f"{SECRET}.txt")},
    "where a large file is cut": {"a.txt": "a " * (2**21 - 5) + SECRET},
    "where a large film is cut": {"a.mp4": b"\xff" + b"a " * (2**21 - 9) + SECRET.encode()},
    "in a very large film": {"a.mp4": b"\xff " * 2**23 + SECRET.encode()},
    "a comment of JPEG": {"a.jpg": picture("jpeg")},
    "EXIF": {"a.jpg": picture("exif")},
    "deflated text of PNG": {"a.png": picture("png")},
    "some other file": {"a.bin": b"\x00\xff\xfe" + SECRET.encode() + b"\xff"},
    "a hidden file": {".well-known/a.txt": SECRET},
    "the name of a file": {f"{SECRET}.html": "a"},
    "a part, cut anywhere": {"a.html": f"<p>{SECRET[2:]}…</p>"},
}


@pytest.mark.parametrize("form", FORMS)
def test_a_sentence_is_found(prove: Prove, form: str) -> None:
    where = "body" if form != "a part, cut anywhere" else "summary"
    text = gated() if where == "body" else gated(summary=SECRET * 3)
    files = FORMS[form] if where == "body" else {"a.html": f"<p>{(SECRET * 3)[5:58]}…</p>"}
    assert ("stories/2024/secret.md", "L601", where) in prove(files, OPEN + text)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("title", "<h1>未签字的协议书</h1>"),
        ("title", "<h1>未签字<wbr>的协议书</h1>"),
        ("summary", f"<p>{SUMMARY}</p>"),
        ("cover.alt", f'<img alt="{SUMMARY}">'),
        ("people[1].name", "<p>欧阳某某到场。</p>"),
        ("people[1].note", f"<p>{SUMMARY}</p>"),
        ("corrections[1].note", f"<p>{SUMMARY}</p>"),
    ],
)
def test_what_a_field_says_is_found(prove: Prove, field: str, text: str) -> None:
    fields: dict[str, object] = {
        "title": {},
        "summary": {"summary": SUMMARY},
        "cover.alt": {"cover": {"src": "/media/x.png", "alt": SUMMARY}},
        "people[1].name": {"people": [{"name": "欧阳某某"}]},
        "people[1].note": {"people": [{"name": "某", "note": SUMMARY}]},
        "corrections[1].note": {"corrections": [{"date": "2024-05-12", "note": SUMMARY}]},
    }[field]
    assert prove({"a.html": text}, OPEN + gated(**fields)) == {
        ("stories/2024/secret.md", "L601", field)
    }


ADDRESSES = (
    '<a href="../../stories/2024/secret/">a</a>',
    '<a href="/news/stories/2024/secret/index.html">a</a>',
    f"<loc>{URL}stories/2024/secret/</loc>",
    "见 /stories/2024/secret",
    '{"url": "\\/stories\\/2024\\/secret\\/"}',
    '<a href="/stories/2024/%73ecret/#x">a</a>',
    f"{URL.replace('https:', '')}old/secret.html",
)
OTHER_ADDRESSES = (
    '<a href="/stories/2024/secret-2/">a</a>',
    '<a href="/stories/2024/secret/more/">a</a>',
    "https://elsewhere.example/stories/2024/secret/",
    '<a href="/stories/2024/open/">a</a>',
)


@pytest.mark.parametrize("text", ADDRESSES)
def test_an_address_is_found(prove: Prove, text: str) -> None:
    content = OPEN + gated(aliases=["/old/secret.html"])
    assert prove({"a.html": text}, content) == {("stories/2024/secret.md", "L602", "")}


@pytest.mark.parametrize("text", OTHER_ADDRESSES)
def test_an_address_of_something_else_is_none(prove: Prove, text: str) -> None:
    assert prove({"a.html": text}) == set()


@pytest.mark.parametrize(
    "path", ["people/wu-ming/index.html", "feeds/people/wu-ming/rss.xml", "old/wu/index.html"]
)
def test_a_page_and_a_feed_are_found_by_their_places(prove: Prove, path: str) -> None:
    content = OPEN + person("wu-ming", "吴明远", None, aliases=["/old/wu/"])
    assert prove({path: "a"}, content) == {("people/wu-ming.yml", "L602", "")}


def test_a_word_of_a_text_is_no_address_of_a_page(prove: Prove) -> None:
    content = OPEN + "-- pages/donate.md --\n---\ntitle: 捐\nstatus: draft\n---\n"
    assert prove({"a.html": "<p>to donate, please</p>"}, content) == set()
    found = {("pages/donate.md", "L602", "")}
    assert prove({"b.html": '<a href="../donate/">a</a>'}, content) == found


@pytest.mark.parametrize(
    ("fields", "aliases"),
    [({"aliases": ["/stories/2024/secret/"]}, []), ({}, ["/stories/2024/open/"])],
)
def test_an_address_that_a_published_entry_has_is_none(
    prove: Prove, fields: dict[str, list[str]], aliases: list[str]
) -> None:
    content = story("2024/open", **{"title": "公开的"} | fields) + gated(aliases=aliases)
    place = (fields.get("aliases") or aliases)[0].strip("/")
    assert prove({f"{place}/index.html": "a"}, content) == set()


def test_what_published_entries_and_the_site_say_too_is_none(prove: Prove) -> None:
    said = story("2024/open", f"公开说过：{SECRET[:7]}[{SECRET[7:]}](http://x.example/)。\n")
    page = {"a.html": f"<p>{SECRET}</p><p>未签字的协议书</p>"}
    terms = "-- taxonomies/tags.yml --\n- {id: x, name: 未签字的协议书}\n"
    assert prove(page, said + gated() + terms) == set()


def test_a_link_in_a_published_story_makes_no_address_public(prove: Prove) -> None:
    said = story("2024/open", "见 [另一篇](/stories/2024/secret/)。\n")
    page = {"a.html": '<a href="/stories/2024/secret/">另一篇</a>'}
    assert prove(page, said + gated()) == {("stories/2024/secret.md", "L602", "")}


def test_the_name_of_somebody_withdrawn_is_found_but_not_in_other_names(prove: Prove) -> None:
    content = OPEN + person("wang-wei", {"zh": "王伟", "en": "Wei Wang"}, status="withdrawn")
    named = {("people/wang-wei.yml", "L601", "name.zh")}
    assert prove({"a.html": "<li>王伟</li>"}, content) == named
    assert prove({"a.html": "<li>老王<b>伟</b></li>"}, content) == set()
    assert prove({"a.html": "<li>Swei Wang, WEI WANG, Wei Wangs</li>"}, content) == set()
    assert (
        prove({"a.html": "<li>王伟强</li>"}, content + story("2024/b", "王伟强来了。\n")) == set()
    )


@pytest.mark.parametrize("name", ["𠮷野", "김철수"])
def test_a_name_of_rare_characters_is_found(prove: Prove, name: str) -> None:
    content, found = OPEN + person("x-y", name, None), {("people/x-y.yml", "L601", "name.zh")}
    assert prove({"a.html": unicodedata.normalize("NFD", f"<li>{name}</li>")}, content) == found


def test_a_name_of_rare_characters_is_found_in_a_text_of_search(prove: Prove) -> None:
    found = {("people/x-y.yml", "L601", "name.zh")}
    assert prove(search_files("见𠮷野。"), OPEN + person("x-y", "𠮷野", None)) == found


def test_sounds_of_others_in_search_are_none(prove: Prove) -> None:
    name = {"zh": "欧阳雄壮", "pinyin": "Ouyang Xiongzhuang"}
    content = OPEN + person("ou-yang", name, None)
    assert prove(search_files("a", "ou yang xiong zhuang"), content) == set()


def test_entities_in_a_body_are_what_they_stand_for(prove: Prove) -> None:
    text = story("2024/secret", "研发 R&amp;D 预算没有公布\n", status="draft", title="无题")
    page = {"a.html": "<p>研发 R&amp;D 预算没有公布</p>"}
    assert prove(page, OPEN + text) == {LEAK}


def test_rows_about_people_without_a_basis_are_found(prove: Prove) -> None:
    board = (
        "-- honors/board.yml --\ntitle: 榜\nhonor: may-day\nyear: 2024\nentries:\n"
        f"- {{person: wu-ming, citation: {SUMMARY}}}\n"
        "- {person: wu-ming, name: 某甲, citation: 谁都可以知道的一件事情}\n"
    )
    page = {"a.html": f"<td>{SUMMARY}</td><td>谁都可以知道的一件事情</td>"}
    content = OPEN + board + person("wu-ming", "吴明远", None)
    assert prove(page, content) == {("honors/board.yml", "L601", "entries[1].citation")}


def test_a_row_is_kept_back_for_the_reason_of_its_person(tmp_path: Path) -> None:
    text = story("2024/b", people=[{"id": "wu-ming", "note": SUMMARY}])
    content = OPEN + text + person("wu-ming", "吴明远", status="withdrawn")
    proof = proof_of(tmp_path, {"a.html": SUMMARY}, content)
    told = [p.args for p in proof.in_site if p.code == "L601"]
    assert told == [{"entry": "stories/2024/b.md", "reason": "withdrawn"}]


COVERED = gated(cover={"src": "/media/cover.png"}) + "-- media/cover.png --\nbytes of a picture"


@pytest.mark.parametrize(
    ("path", "data"),
    [("media/cover-0123456789-640.webp", b"\xff"), ("media/other.png", b"bytes of a picture")],
)
def test_media_of_gated_entries_only_are_found_by_name_and_by_bytes(
    prove: Prove, path: str, data: bytes
) -> None:
    assert prove({path: data}, OPEN + COVERED) == {("stories/2024/secret.md", "L603", "")}


def test_a_picture_of_the_same_name_but_for_its_ending_is_none(prove: Prove) -> None:
    shown = story("2024/open", "![a](../../media/cover.jpg)\n") + "\n-- media/cover.jpg --\nother"
    files = {"media/cover-0123456789-640.webp": b"\xff"}
    assert prove(files, shown + "\n" + COVERED) == set()


def test_media_that_published_entries_show_too_are_none(prove: Prove) -> None:
    shown = story("2024/open", "![a](../../media/cover.png)\n")
    assert prove({"media/cover-0123456789-640.webp": b"\xff"}, shown + COVERED) == set()


def test_what_has_expired_since_the_build_is_found_at_that_day(prove: Prove) -> None:
    text = gated(status="published", expires_at="2024-07-01")
    page = {"a.html": f"<p>{SECRET}</p>"}
    assert prove(page, OPEN + text) == set()
    assert prove(page, OPEN + text, datetime(2024, 7, 1, tzinfo=ZONE)) == {LEAK}


def test_one_leak_in_many_pages_is_told_of_each(tmp_path: Path) -> None:
    page = f"<html>\n<p>{SECRET}</p>\n"
    proof = proof_of(tmp_path, {"a.html": page, "b.html": page, "c.html": "<html>\n"})
    assert [p.where.path for p in proof.in_site if p.code == "L601"] == ["a.html", "b.html"]


def test_a_message_says_nothing_of_what_was_found(tmp_path: Path) -> None:
    page = {"a.html": f"<p>{SECRET}</p><a href='/stories/2024/secret/'>未签字的协议书</a>"}
    lines = [p.line("zh", "site/") for p in proof_of(tmp_path, page).in_site]
    assert (
        "site/a.html: body: 有 stories/2024/secret.md 的文字，而它不该公开（draft）。 [L601]"
        in lines
    )
    assert not [line for line in lines if SECRET[:6] in line or "协议书" in line]


def with_manifest(files: Mapping[str, bytes]) -> dict[str, bytes | str]:
    from hashlib import sha256

    known = [(p, Known(sha256(data).digest(), len(data), 0)) for p, data in sorted(files.items())]
    return {**files, MANIFEST: manifest_of(known)}


def codes(proof: Proof) -> list[tuple[str, str]]:
    return [(p.where.path, p.code) for p in proof.in_site]


def test_a_site_as_it_was_published_is_proven(tmp_path: Path) -> None:
    files = with_manifest({"a.html": b"<p>a</p>", "b/c.html": b"c"})
    packed = {"a.html.gz": gzip.compress(b"<p>a</p>"), ".well-known/x": b"x"}
    proof = proof_of(tmp_path, {**files, **packed})
    assert codes(proof) == []
    assert (proof.count.files, proof.count.gated) == (5, 1)


def test_what_the_build_did_not_publish_is_named(tmp_path: Path) -> None:
    files = with_manifest({"a.html": b"a", "b.html": b"b", "c.html": b"c"})
    del files["a.html"]
    proof = proof_of(tmp_path, {**files, "b.html": b"B", "d/e.html": b"left over"})
    assert codes(proof) == [("a.html", "L606"), ("b.html", "L607"), ("d/e.html", "L605")]


@pytest.mark.parametrize("manifest", ["", "[1]", '{"a": 1}', '{"a": ["b"]}', "[" * 100_000, "\0"])
def test_a_manifest_that_is_none_is_named(tmp_path: Path, manifest: str) -> None:
    assert codes(proof_of(tmp_path, {MANIFEST: manifest})) == [(MANIFEST, "L604")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes in folders")
def test_links_and_pipes_are_named_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "x.html").write_text(SECRET, encoding="utf-8")
    (tmp_path / "site").mkdir()
    os.symlink(tmp_path / "outside", tmp_path / "site" / "folder")
    os.symlink(tmp_path / "outside" / "x.html", tmp_path / "site" / "link.html")
    os.symlink("nowhere", tmp_path / "site" / MANIFEST)
    os.mkfifo(tmp_path / "site" / "pipe.html")
    found = codes(proof_of(tmp_path, {}))
    assert found == [(MANIFEST, "L604"), (MANIFEST, "L608")] + [
        (path, "L608") for path in ("folder", "link.html", "pipe.html")
    ]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("a.gz", gzip.compress(b"a" * 1000)[:-20]),
        ("a.gz", b"\x1f\x8bnonsense"),
        ("a.html.br", b"\x8b\x00\x80a\x03"),
        ("a.docx", b"PK\x03\x04nonsense"),
        ("a.zip", zipped("a")[:-30]),
        ("search/0123456789/0.bin", b"nonsense"),
    ],
)
def test_what_cannot_be_unpacked_is_not_proven(tmp_path: Path, path: str, data: bytes) -> None:
    assert (path, "L609") in codes(proof_of(tmp_path, {path: data}))


def test_damaged_pictures_and_odd_bytes_are_looked_at(prove: Prove) -> None:
    files = {"a.png": picture("png")[:60] + b"Exif", "b.html": b"\xff\xfe\xd8", "c.html": b"<a &#"}
    assert prove({**files, "d.html": "<" * 50_000, "e.json": '"\\ud800\\'}) == set()


@pytest.mark.parametrize("name", ["../../outside", "linked/d", 7])
def test_a_dictionary_from_outside_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: object
) -> None:
    read: list[str] = []
    (tmp_path / "outside.bin").write_bytes(deflated(b"a"))
    (tmp_path / "site" / "search").mkdir(parents=True)
    os.symlink(tmp_path, tmp_path / "site" / "search" / "linked")
    index = json.dumps({"dictionary": name}).encode()
    answers = {"search/index.json": index}
    monkeypatch.setattr(order, "read_file", lambda _, path: read.append(path) or answers[path])
    monkeypatch.setattr(order, "read_manifest", lambda _: {})
    proof_of(tmp_path, {"search/index.json": index})
    assert set(read) == {"search/index.json"}
