"""What may not be published is nowhere in the published files, in any encoding or packing."""

from __future__ import annotations

import gzip
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from urllib.parse import quote, unquote

import pytest
from builds import CONTENT, COVER, NOW, Project, make_project, tree
from lxml import html
from smallsite import story

# Why an entry is gated at `NOW`, and the fields that say so.
STORIES = {
    "draft": {"status": "draft"},
    "withdrawn": {"status": "withdrawn"},
    "soon": {"publish_at": "2026-11-01T09:00:01+08:00"},
    "embargo": {"embargo_until": "2027-01-01"},
    "expired": {"expires_at": "2026-11-01T09:00:00+08:00"},
}
PEOPLE = {
    "draft": "status: draft\nbasis: {kind: consent}",
    "withdrawn": "status: withdrawn\nbasis: {kind: consent}",
    "soon": "publish_at: 2027-01-01\nbasis: {kind: consent}",
    "embargo": "embargo_until: 2027-01-01\nbasis: {kind: news}",
    "expired": "expires_at: 2026-01-01\nbasis: {kind: consent}",
    "nobasis": "title: canary-nobasis-title",
    "over": "basis: {kind: consent, until: 2026-10-31}",
    "notyet": "basis: {kind: consent, on: 2026-12-01}",
}
CHINESE = "金丝雀"
CANARY = re.compile(rb"canary", re.IGNORECASE)


def gated_story(reason: str) -> str:
    """Return a story, gated for a reason, with a canary in every field."""
    c = f"canary-{reason}"
    return story(
        f"2024/{c}",
        f"{c}-body [{c}](first.md)\n\n![{c}](/media/{c}-inline.png)\n\n[f](/media/{c}.mp3)\n",
        title=f"{c}-title {CHINESE}",
        updated="2024-06-30",
        summary=f"{c}-summary",
        authors=[f"{c}-author"],
        source={"name": f"{c}-source", "url": f"https://{c}.example/"},
        people=[{"name": f"{c}-person", "note": f"{c}-note"}, {"id": "li-si"}],
        colleges=["hidden-college"],
        regions=["hidden-region"],
        honors=["hidden-honor"],
        tags=[f"{c}-tag", f"{CHINESE}标签"],
        cover={"src": f"/media/{c}-cover.png", "alt": f"{c}-alt", "credit": f"{c}-credit"},
        aliases=[f"/old/{c}.html", f"/old/{c}/"],
        corrections=[{"date": "2024-07-01", "note": f"{c}-correction"}],
        id=f"{c}-id",
        **STORIES[reason],
    ).replace('column: "achievements"', "column: hidden")


def gated_person(reason: str) -> str:
    c = f"canary-p-{reason}"
    return (
        f"-- people/{c}.md --\n---\nname: {{zh: {c}-zh {CHINESE}, en: {c}-en, former: {c}-former, "
        f"pinyin: {c}-pinyin}}\nsummary: {c}-summary\ndegrees: [{{degree: {c}-degree, "
        f"major: {c}-major, college: hidden-college}}]\nregions: [hidden-region]\n"
        f"employer: {c}-employer\n"
        f"photo: {{src: /media/{c}-photo.png, alt: {c}-alt}}\naliases: [/old/{c}.html]\n"
        f"{PEOPLE[reason]}\n---\n{c}-life\n"
    )


def gated_list(reason: str, gate: str) -> str:
    c = f"canary-l-{reason}"
    return (
        f"-- honors/{c}.yml --\ntitle: {c}-title\nhonor: hidden-honor\nyear: 1999\n"
        f"authority: {c}-authority\nsummary: {c}-summary\nsource: {{name: {c}-source}}\n"
        f"entries: {c}.csv\naliases: [/old/{c}.html]\n{gate}\n"
        f"-- honors/{c}.csv --\nname,college,citation,evidence\n"
        f"{c}-name,hidden-college,{c}-citation,{c}-evidence\n"
    )


def gated_page(reason: str, gate: str) -> str:
    c = f"canary-g-{reason}"
    return (
        f"-- pages/{c}.md --\n---\ntitle: {c}-title\nsummary: {c}-summary\n"
        f"aliases: [/old/{c}.html]\n{gate}\n---\n{c}-body\n"
    )


# Published entries that name gated ones in every way there is.
NAMING = (
    "-- stories/2024/naming.md --\n---\ntitle: 提到别人的稿件\ndate: 2024-05-20\ncolumn: news\n"
    "people: [canary-p-nobasis, canary-p-over, canary-p-draft]\n---\n"
    + "".join(f"见 [另一篇](canary-{reason}.md)。\n" for reason in STORIES)
    + "见 [人](../../people/canary-p-nobasis.md) 和 [图](/media/cover.png)。\n"
    "-- honors/naming.yml --\ntitle: 提到别人的榜单\nhonor: may-day\nyear: 2024\nentries:\n"
    "  - {person: canary-p-nobasis, college: cs, story: ../stories/2024/canary-draft.md}\n"
    "  - {person: canary-p-over, name: 某校友}\n"
    "  - {name: 王五, story: ../stories/2024/canary-embargo.md}\n"
)  # fmt: skip

TERMS = "".join(
    f"-- taxonomies/{name}.yml --\n{known}- {{id: {hidden}, name: canary-{hidden}, "
    f"description: canary-{hidden}-description}}\n"
    for name, hidden, known in (
        ("columns", "hidden", "- {id: achievements, name: 建功立业}\n- {id: news, name: 新闻}\n"),
        ("colleges", "hidden-college", "- {id: cs, name: 计算机}\n- {id: physics, name: 物理}\n"),
        ("regions", "hidden-region", "- {id: beijing, name: 北京}\n"),
        ("honors", "hidden-honor", "- {id: may-day, name: 五一劳动奖章}\n"),
    )
)
GATED = "".join(
    [
        *map(gated_story, STORIES),
        *map(gated_person, PEOPLE),
        gated_list("draft", "status: draft"),
        gated_list("soon", "publish_at: 2027-01-01"),
        gated_page("draft", "status: draft"),
        gated_page("expired", "expires_at: 2026-01-01"),
    ]
)

GATED_PATHS = re.findall(r"^-- (\S+\.(?:md|yml)) --", GATED, re.M)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A site with gated entries of every kind and reason, built."""
    project = make_project(tmp_path_factory.mktemp("gate"), CONTENT + GATED + NAMING + TERMS)
    names = re.findall(r"/media/(canary[\w.-]+)", GATED)
    for name in names:
        comment = gzip.compress(b"")  # nothing in it but the file's name can give it away
        data = b"canary-media " + comment if name.endswith(".mp3") else COVER.getvalue()
        project.write(f"content/media/{name}", data)
    project.write("content/media/canary-unused.png", COVER.getvalue())
    ran = project.build("--now", NOW)
    assert ran.code == 0, ran.err
    return project


def test_the_gated_entries_would_be_published_if_they_were_open(guarded: Project) -> None:
    """The canaries can be seen: without gates every one of them is in the output."""
    opened = make_project(guarded.root.parent / "opened", CONTENT + TERMS + ungated(GATED))
    for path in (guarded.content / "media").iterdir():
        opened.write(f"content/media/{path.name}", path.read_bytes())
    ran = opened.build("--now", NOW)
    assert ran.code == 0, ran.err
    found = guarded.build("--now", NOW, "--json", "verify", "--site-dir", opened.site)
    told = {problem["message"].split()[1] for problem in found.json["problems"]}
    assert found.code == 1 and told == set(GATED_PATHS)
    everything = b"\n".join(data for _, data in unpacked(tree(opened.site)))
    for word in sorted(set(re.findall(r"canary-[a-z-]+", ungated(GATED)))):
        shown = word.removesuffix("-id").removesuffix("-pinyin").removesuffix("-former")
        assert shown.encode() in everything, word


def test_a_site_with_gated_entries_is_proven(guarded: Project) -> None:
    ran = guarded.build("--now", NOW, "--lang", "en", "verify")
    assert (ran.code, ran.err) == (0, "")
    assert "entries kept back 17" in ran.out
    assert "nothing is there that should not be" in ran.out


def ungated(text: str) -> str:
    fields = r"status|publish_at|embargo_until|expires_at|basis"
    text = re.sub(rf"^({fields}): .*\n", "", text, flags=re.M)
    return re.sub(r"^name: \{", "basis: {kind: consent}\nname: {", text, flags=re.M)


def test_no_word_of_a_gated_entry_is_in_any_file(guarded: Project) -> None:
    for path, data in unpacked(tree(guarded.site)):
        found = CANARY.search(data)
        assert found is None, f"{path}: {data[max(0, found.start() - 80) : found.end() + 80]!r}"


def test_no_chinese_word_of_a_gated_entry_is_in_any_file(guarded: Project) -> None:
    spellings = [
        CHINESE.encode(),
        CHINESE.encode("unicode-escape"),
        CHINESE.encode("gb18030"),
        quote(CHINESE).encode(),
        "".join(f"&#{ord(c)};" for c in CHINESE).encode(),
        "".join(f"&#x{ord(c):x};" for c in CHINESE).encode(),
    ]
    for path, data in unpacked(tree(guarded.site)):
        assert not [s for s in spellings if s in data], path


def test_no_name_of_a_file_is_a_gated_entrys(guarded: Project) -> None:
    for path in tree(guarded.site):
        assert "canary" not in unquote(path) and "hidden" not in path, path


def test_terms_that_only_gated_entries_use_have_no_page_or_feed(guarded: Project) -> None:
    files = tree(guarded.site)
    assert not [path for path in files if "hidden" in path]
    assert b"hidden" not in files["sitemap.xml"] and b"hidden" not in files["feeds/index.opml"]


def test_a_link_to_a_gated_entry_leaves_its_text(guarded: Project) -> None:
    page = html.fromstring((guarded.site / "stories/2024/naming/index.html").read_bytes())
    (body,) = page.xpath("//article//p[starts-with(., '见 另一篇。')]")
    assert body.text_content().count("见 另一篇。") == len(STORIES)
    assert not body.xpath(".//a[contains(., '另一篇')]")


def test_the_year_and_the_counts_of_gated_entries_are_not_told(guarded: Project) -> None:
    page = (guarded.site / "honors/index.html").read_text(encoding="utf-8")
    assert "1999" not in page


def test_an_entry_that_closes_leaves_nothing_of_the_former_build(project: Project) -> None:
    project.write(
        "content/stories/2024/canary.md",
        "---\ntitle: canary\ndate: 2024-05-30\ncolumn: news\ntags: [canary]\n"
        "cover: {src: /media/canary.png, alt: canary}\naliases: [/old/canary/]\n"
        "expires_at: 2026-12-01\n---\ncanary\n",
    )
    project.write("content/media/canary.png", COVER.getvalue())
    assert project.build("--now", NOW).code == 0
    assert [path for path in tree(project.site) if path.startswith("media/canary-")]
    assert project.build("--now", "2026-12-01").code == 0
    for path, data in unpacked(tree(project.root)):
        if not path.startswith("content/"):
            assert "canary" not in path and CANARY.search(data) is None, path


def test_texts_that_stay_are_told_to_name_somebody_who_is_withdrawn(project: Project) -> None:
    person = "name: {zh: 张三丰}\nbasis: {kind: consent}\nstatus: "
    project.write("content/people/zhang-san-feng.yml", f"{person}published\n")
    front = "---\ntitle: 获奖\ndate: 2024-05-11\ncolumn: news\n---\n"
    project.write("content/stories/2024/names.md", f"{front}祝贺张三丰。\n")
    told = "content/stories/2024/names.md:6:3: “张三丰”已经撤下"
    for status, is_told in (("published", False), ("withdrawn", True), ("published", False)):
        project.write("content/people/zhang-san-feng.yml", f"{person}{status}\n")
        for _ in range(2):  # the second build goes on from the first
            ran = project.build("--now", NOW)
            assert ran.code == 0 and (told in ran.err) is is_told


def unpacked(files: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield every file and whatever is packed in it, whatever its name says."""
    for path, data in files.items():
        yield path, data
        yield from ((f"{path}!{name}", inner) for name, inner in _inside(data))


def _inside(data: bytes) -> Iterator[tuple[str, bytes]]:
    if data[:2] == b"\x1f\x8b":
        yield "gzip", gzip.decompress(data)
    elif data[:6] == b"\xfd7zXZ\x00":
        yield "xz", lzma.decompress(data)
    elif data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist())
    elif data[:1] == b"\x78":
        try:
            yield "zlib", zlib.decompress(data)
        except zlib.error:
            return
