"""The files of the index: same bytes, few changes, nothing gated, lists that read back."""

from __future__ import annotations

import hashlib
import importlib.resources
import json
import re
import zlib
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import search_corpus
from hypothesis import given
from hypothesis import strategies as st
from smallsite import TAXONOMIES, person, site_from, story

from generator.pipeline import Prepared
from generator.search import (
    Part,
    Shelf,
    artefacts,
    index_artefacts,
    index_on_shelf,
    plan_segments,
    search_artefacts,
    segment_part,
    segment_stock,
    shard_count_of,
)
from generator.search.bits import Codes, Piece, bit_length, gamma, packed, rice, rice_parameter
from generator.search.documents import Document, documents, lines_of
from generator.search.fold import fold
from generator.search.grams import levels
from generator.search.joining import Before, join
from generator.search.lists import Shards
from generator.search.pinyin import spoken_lines, spoken_name, written_line
from generator.search.places import ranks, shard_count, shards_of_kinds, unit_order
from generator.search.readings import table
from generator.search.segments import HEAVIEST, cuts, digest, weight
from generator.search.stock import Stock

CANARY = "金丝雀"


def files(prepared: Prepared) -> dict[str, bytes]:
    return {a.path: a.data for a in search_artefacts(prepared.desk)}


def site(text: str, folder: Path) -> Prepared:
    return site_from(text, folder)


def texts(found: dict[str, bytes]) -> list[str]:
    """Every stored text, as the browser unpacks it."""
    index = json.loads(found["search/index.json"])
    dictionary = zlib.decompress(found[f"search/{index['dictionary']}.bin"], -15)
    out = []
    for path, data in found.items():
        if re.fullmatch(r"search/[0-9a-f]{10}/\d+\.bin", path):
            unpacker = zlib.decompressobj(-15, zdict=dictionary)
            out.append((unpacker.decompress(data) + unpacker.flush()).decode("gb18030"))
    return out


def corpus(count: int, changed: dict[str, str] | None = None) -> str:
    """A corpus as one string; its people and columns are left out."""
    stories = {p: t for p, t in search_corpus.stories(count).items() if p.startswith("stories/")}
    stories = {p: re.sub("column: .*", "column: news", t) for p, t in stories.items()}
    return "".join(f"-- {path} --\n{text}" for path, text in {**stories, **(changed or {})}.items())


def test_a_sentence_over_two_lines_is_one(tmp_path: Path) -> None:
    body = (
        "我们在\n松岚**大学**\n[操场](https://a.example/)上，English\nword 与\nEnglish\n中，"
        "国\n语\n한\n국\n\n```\n甲\n乙\n```\n"
    )
    (found,) = documents(site(story("2024/a", body), tmp_path).desk)
    assert found.body == ("我们在松岚大学操场上，English word 与 English 中，国语 한 국", "甲 乙")


def test_two_builds_are_byte_equal_whatever_the_order_of_the_files(tmp_path: Path) -> None:
    parts = [story(f"2024/s{i}", f"第{i}篇的正文，说校友。\n") for i in range(30)]
    one = files(site("".join(parts), tmp_path / "one"))
    two = files(site("".join(reversed(parts)), tmp_path / "two"))
    assert one == two


def test_a_new_story_changes_few_files(tmp_path: Path) -> None:
    old = files(site(corpus(900), tmp_path / "old"))
    fresh = {
        "stories/2026/new.md": story("2026/new", "新的一篇。\n", date="2026-01-02").split("\n", 1)[
            1
        ]
    }
    new = files(site(corpus(900, fresh), tmp_path / "new"))
    changed = [path for path, data in new.items() if old.get(path) != data]
    assert len(changed) < len(new) / 3
    assert "search/index.json" in changed


@pytest.fixture
def many_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.search.segments.NEAR", 40)
    monkeypatch.setattr("generator.search.segments.HEAVIEST", 100)


@pytest.mark.usefixtures("many_segments")
def test_an_edit_of_a_story_changes_its_text_and_the_shards_of_what_changed(tmp_path: Path) -> None:
    old = files(site(corpus(400), tmp_path / "old"))
    path = "stories/2018/s90.md"
    text = search_corpus.stories(400)[path].replace("\n\n", "\n\n改动了的一句。\n\n", 1)
    edited = re.sub("column: .*", "column: news", text)
    new = files(site(corpus(400, {path: edited}), tmp_path / "new"))
    changed = {p for p in set(old) & set(new) if old[p] != new[p]}
    (text_of,) = changed - {"search/index.json"}
    assert re.fullmatch(r"search/[0-9a-f]{10}/\d+\.bin", text_of)
    shards = {p for p in set(new) - set(old) if re.fullmatch(r"search/\d/\d+-\w+\.bin", p)}
    assert 1 <= len(shards) <= 4 * len("改动了的一句。")  # of pairs, and of what begins with them
    tables = set(new) - set(old) - shards
    assert len(tables) <= 1 + len({p.split("/")[1] for p in shards})  # and perhaps the head
    segments = json.loads(new["search/index.json"])["segments"]
    assert len(segments) > 3
    was = json.loads(old["search/index.json"])["segments"]
    assert sum(one != other for one, other in zip(segments, was, strict=True)) == 1


@pytest.mark.usefixtures("many_segments")
def test_a_new_story_of_today_leaves_the_lists_of_other_words_as_they_are(tmp_path: Path) -> None:
    old = files(site(corpus(400), tmp_path / "old"))
    fresh = story("2026/new", "鹳鹳鹳\n", title="鹳鹳", date="2026-01-02").split("\n", 1)[1]
    new = files(site(corpus(400, {"stories/2026/new.md": fresh}), tmp_path / "new"))
    common = [p for p in old if re.match("search/[12345]/", p)]
    assert len([p for p in common if p not in new]) < len(common) / 5
    texts_of = [p for p in old if re.fullmatch(r"search/[0-9a-f]{10}/\d+\.bin", p)]
    assert all(old[p] == new[p] for p in texts_of)


@pytest.mark.usefixtures("many_segments")
def test_a_segment_is_made_of_its_own_bodies_and_the_index_of_parts(tmp_path: Path) -> None:
    prepared = site(corpus(160), tmp_path / "content")
    segments = plan_segments(prepared.desk)
    count = shard_count_of(segments)
    made = [segment_part(prepared.desk, segment, count) for segment in reversed(segments)]
    shelf = Shelf(tmp_path / "shelf")
    for number, (_, part) in enumerate(made):
        shelf.put(str(number), part)
    parts = [shelf.get(str(number)) for number in reversed(range(len(made)))]
    shared = {a.path: a.data for a in index_artefacts(prepared.desk, parts)}
    texts_of = {a.path: a.data for texts, _ in made for a in texts}
    assert texts_of | shared == files(prepared)
    assert len({segment.id for segment in segments}) == len(segments) > 2
    index = json.loads(shared["search/index.json"])
    assert [size for *_, size in index["segments"]] == [len(s.entries) for s in segments]


def a_part(*shards: bytes) -> Part:
    """A part of one kind of lists."""
    kind = Shards(b"".join(shards), np.array([len(shard) for shard in shards]))
    return Part.of("id", [b"text"], b"", [kind])


def test_a_part_that_is_damaged_or_not_needed_is_not_there(tmp_path: Path) -> None:
    part = a_part(b"one", b"", b"two")
    stock = Stock.of([b"key"], [a_document("/a/", "正文")])
    shelf = Shelf(tmp_path / "shelf")
    for name in ("kept", "damaged", "gone"):
        shelf.put(name, part, stock)
    shelf.note(b"joined so")
    assert shelf.get("kept") == part
    for name in ("damaged", "damaged.stock"):
        path = tmp_path / "shelf" / name
        data = path.read_bytes()
        for wrong in (data[:-1], data[:-1] + b"?", b""):
            path.write_bytes(wrong)
            assert not Shelf(tmp_path / "shelf").holds(name)
    assert shelf.stock("damaged") is None
    with pytest.raises(OSError, match="build again"):
        shelf.get("damaged")
    shelf.keep_only({"kept"})
    left = {path.name for path in (tmp_path / "shelf").iterdir()}
    assert left == {"kept", "kept.stock", "joined", "marks"}
    assert shelf.joined() == b"joined so"
    path = tmp_path / "shelf" / "kept"
    assert Shelf(path.parent).holds("kept")
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert not Shelf(path.parent).holds("kept")


def test_a_part_under_the_name_of_another_is_not_believed(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "shelf")
    for name in ("one", "two"):
        shelf.put(name, a_part(name.encode()), Stock.of([b"key"], [a_document("/a/", "正文")]))
    (tmp_path / "shelf/one").replace(tmp_path / "shelf/two.stock")
    (tmp_path / "shelf/two").replace(tmp_path / "shelf/one")
    found = Shelf(tmp_path / "shelf")
    assert not found.holds("one") and found.stock("two") is None


def test_folders_in_the_places_of_parts_give_way(tmp_path: Path) -> None:
    for name in ("kept", "kept.stock", "joined", "marks", "gone"):
        (tmp_path / "shelf" / name / "inside").mkdir(parents=True)
    shelf = Shelf(tmp_path / "shelf")
    assert not shelf.holds("kept") and shelf.stock("kept") is None and shelf.joined() is None
    shelf.put("kept", a_part(b"one"), Stock.of([b"key"], [a_document("/a/", "正文")]))
    shelf.note(b"joined so")
    shelf.keep_only({"kept"})
    left = {path.name for path in (tmp_path / "shelf").iterdir() if path.is_file()}
    assert left == {"kept", "kept.stock", "joined", "marks"}
    assert len(list((tmp_path / "shelf").iterdir())) == len(left)


def a_document(permalink: str, *body: str, title: str = "标题") -> Document:
    spoken = tuple(spoken_lines(title))
    return Document(permalink, "story", "2020-01-01", 2020, (title,), (), (), body, spoken)


def test_a_stock_asks_for_what_is_new_in_it_only() -> None:
    numbers = range(40)
    found = [a_document(f"/{n}/", f"第{n}篇。é①😀", "x" * n, title=f"校{n}友") for n in numbers]
    keys = [f"key {n:02}".encode() for n in numbers]
    was = Stock.of(keys[:30], found[:30])
    order = [*range(20, 35), 3, 39]  # some stay, some are gone, some are new
    asked: list[Document] = []

    def make(places: Sequence[int]) -> list[Document]:
        asked.extend(found[order[place]] for place in places)
        return asked

    wanted = [keys[n] for n in order]
    made = Stock.loaded(was.dumped()).updated(wanted, make)
    assert asked == [found[n] for n in (30, 31, 32, 33, 34, 39)]
    assert made.dumped() == Stock.of(wanted, [found[n] for n in order]).dumped()


@pytest.mark.parametrize("count", [63, 127])
def test_lists_are_made_again_only_if_their_texts_or_shards_changed(
    count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = site(corpus(60), tmp_path / "old")
    moved = {path: text for path, text in search_corpus.stories(60).items() if "s7" in path}
    moved = {path: re.sub("column: .*", "column: giving", text) for path, text in moved.items()}
    new = site(corpus(60, moved), tmp_path / "new")
    (was,), (segment,) = plan_segments(old.desk), plan_segments(new.desk)
    stock = segment_stock(old.desk, was)
    former = stock, segment_part(old.desk, was, 63, stock)[1]
    _, clean = segment_part(new.desk, segment, count)
    assert clean.facets != former[1].facets
    made: list[object] = []
    monkeypatch.setattr(artefacts, "levels", lambda stream: made.append(stream) or levels(stream))
    _, part = segment_part(new.desk, segment, count, segment_stock(new.desk, segment), former)
    assert part.dumped() == clean.dumped()
    assert bool(made) == (count != 63)


def test_joining_writes_the_shards_that_changed_and_keeps_the_others(tmp_path: Path) -> None:
    parts = {
        "one": a_part(b"a", b"b", b"", b"c", b"dd"),
        "two": a_part(b"", b"e", b"", b"f", b"g"),
        "new": a_part(b"", b"e", b"h", b"fi", b"g"),
    }
    begins, first, names = (0, 5), ("one", "two"), ("one", "new")
    before = join(begins, [parts[name] for name in first])
    published = {artefact.path for artefact in before.files}
    assert len(published) == 4
    clean = join(begins, [parts[name] for name in names])
    harmed = {path for path in published if not path.startswith("search/0/4-")}
    for there, changed in ((published, [2, 3]), (harmed, [2, 3, 4])):
        changes = Before(before.names, [(parts["two"], parts["new"])], there)
        after = join(begins, [parts[name] for name in names], changes)
        assert after.names.tolist() == clean.names.tolist()
        assert after.files == [clean.files[i] for i in range(5) if i in changed]
        assert {*after.kept, *(a.path for a in after.files)} == {a.path for a in clean.files}


def parts_of(prepared: Prepared) -> list[Part]:
    segments = plan_segments(prepared.desk)
    count = shard_count_of(segments)
    return [segment_part(prepared.desk, segment, count)[1] for segment in segments]


@pytest.mark.usefixtures("many_segments")
@pytest.mark.parametrize("lost", ["nothing", "names", "joined", "former", "all parts"])
def test_an_index_is_joined_anew_unless_it_is_known_what_is_the_same(
    lost: str, tmp_path: Path
) -> None:
    path = "stories/2018/s90.md"
    text = re.sub("column: .*", "column: news", search_corpus.stories(200)[path])
    edited = {path: text.replace("\n\n", "\n\n改动了的一句。\n\n", 1)}
    shelf = Shelf(tmp_path / "shelf")
    published: dict[str, bytes] = {}
    for number, changed in enumerate(({}, edited)):
        prepared = site(corpus(200, changed), tmp_path / str(number))
        parts = parts_of(prepared)
        other = str(number) if lost == "all parts" else ""
        digests = [hashlib.sha256(part.dumped()).hexdigest() + other for part in parts]
        names = [f"{n}" for n in range(len(parts))] if lost == "names" else digests
        for name, part in zip(names, parts, strict=True):
            shelf.put(name, part)
        there = None if lost == "names" else published.keys()
        made, kept = index_on_shelf(prepared.desk, names, shelf, there)
        published = {a.path: a.data for a in made} | {at: published[at] for at in kept}
        assert published == {a.path: a.data for a in index_artefacts(prepared.desk, parts)}
        if number:
            assert bool(kept) == (lost == "nothing")
            return
        shelf.keep_only(names)
        assert len(names) > 2
        for gone in {"joined": ["joined"], "former": names}.get(lost, []):
            (tmp_path / "shelf" / gone).unlink()


def test_nearly_all_units_in_use_have_a_small_rank() -> None:
    order = unit_order()
    assert sorted(order.tolist()) == list(range(65536))
    assert order[0] == ord(" ")
    assert max(ranks()[ord(c)] for c in fold("校友获奖aZ9，。《》“”—…·é")) < 8192


@given(st.integers(1, 10**6))
def test_shards_are_few_numbers_and_each_site_size_has_one(documents: int) -> None:
    count = shard_count(documents)
    assert count & (count + 1) == 0
    assert documents / 32 <= count <= max(1, documents / 8)
    assert all(number % 2 for number in shards_of_kinds(count))


def test_nothing_gated_is_in_the_index(tmp_path: Path) -> None:
    hidden = f"正文{CANARY}正文。\n"
    text = (
        story("2024/open", "公开的正文。\n")
        + story("2024/draft", hidden, title=CANARY, status="draft", tags=[CANARY])
        + story("2024/later", hidden, title=CANARY, publish_at="2099-01-01")
        + story("2024/gone", hidden, title=CANARY, status="withdrawn")
        + f"-- people/hidden.yml --\nname: {{zh: {CANARY}}}\nstatus: draft\n"
    )
    found = files(site(text, tmp_path / "content"))
    stored = texts(found)
    assert any("公开的正文" in text for text in stored)
    assert not any(CANARY in text or "jin si que" in text for text in stored)
    encodings = (CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode("gb18030"))
    assert not any(code in data for data in found.values() for code in encodings)


def test_bold_and_links_do_not_cut_words_and_blocks_do() -> None:
    html = '<p>一位<strong>校友</strong>获<a href="/x">奖&amp;</a>励</p>\n<ul><li>甲</li>'
    assert lines_of(html) == ("一位校友获奖&励", "甲")


def test_marks_of_footnotes_and_what_stands_over_ruby_do_not_cut_a_sentence(
    tmp_path: Path,
) -> None:
    ruby = "<ruby>汉<rp>(</rp><rt>hàn</rt></ruby>"
    body = f"脚注在此[^1]继续，<cite>书</cite>名{ruby}字。\n\n[^1]: 内容。\n"
    found = texts(files(site(story("2024/a", body), tmp_path)))
    assert "\x02脚注在此继续，书名汉字。\n内容。\n(\nhàn\x02" in found[0]


def test_names_with_blanks_or_middle_dots_are_found_without_them_too(tmp_path: Path) -> None:
    people = person("a", "张\u3000三") + person("b", "单于·买买提") + person("c", "李四")
    told = story("2024/a", title="一 二·三", people=[{"name": "王 伟"}, "b"])
    prepared = site(people + told, tmp_path)
    heads = {d.permalink: (d.head, d.spoken) for d in documents(prepared.desk)}
    assert heads["/people/a/"] == (("张\u3000三", "张三"), ("zhang", "san", "zhang san"))
    assert heads["/people/b/"] == (("单于·买买提", "单于买买提"), ("chan yu mai mai ti",))
    assert heads["/people/c/"] == (("李四",), ("li si",))
    assert heads["/stories/2024/a/"][0] == (
        "一 二·三",
        "王 伟",
        "王伟",
        "单于·买买提",
        "单于买买提",
    )


def test_readings_follow_phrases() -> None:
    assert list(spoken_lines("建功立业——重庆银行A长大")) == [
        "jian gong li ye",
        "chong qing yin hang",
        "zhang da",
    ]
    assert list(spoken_lines("吕女士")) == ["lv nv shi"]
    assert list(spoken_lines("单于·买买提，李·A")) == ["chan yu mai mai ti", "li"]
    out_of_a_pdf = "建\u200b功\u2f74\U000e0100业"
    assert list(spoken_lines(out_of_a_pdf)) == ["jian gong li ye"]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("曾琳", ["ceng lin", "zeng lin"]),
        ("單雄信", ["dan xiong xin", "shan xiong xin"]),
        ("解晟", ["jie cheng", "xie sheng"]),
        ("王单", ["wang dan"]),
        ("张三", ["zhang san"]),
        ("曾·A", ["ceng"]),
        ("㐂", []),
        ("Zeng Lin", []),
        ("", []),
    ],
)
def test_surnames_sound_as_surnames(name: str, lines: list[str]) -> None:
    assert list(spoken_name(name)) == lines


@pytest.mark.parametrize(
    ("pinyin", "name", "line"),
    [
        ("shàn xióng xìn", "单雄信", ["shan xiong xin"]),
        ("Shàn Xióngxìn", "单雄信", ["shan xiong xin"]),
        ("ābǔdùlā·mǎimǎití", "阿卜杜拉·买买提", ["a bu du la mai mai ti"]),
        ("Lǚ Xī'ān", "吕西安", ["lv xi an"]),
        ("lǚ xīān", "吕西安", ["lv xi an"]),
        ("lǚ xiān", "吕先", ["lv xian"]),
        ("fāng'àn", "方", ["fang an"]),
        ("jí yě jiā", "𠮷野家", ["ji ye jia"]),
        ("Smith", "史密斯", []),
        ("", "李", []),
        ("·", "李", []),
    ],
)
def test_pinyin_that_was_written_is_cut_into_syllables(
    pinyin: str, name: str, line: list[str]
) -> None:
    assert list(written_line(pinyin, name)) == line


def test_a_person_is_found_by_the_pinyin_that_the_entry_gives(tmp_path: Path) -> None:
    text = (
        "-- people/shan.yml --\nname: {zh: 单雄信, pinyin: shàn xióng xìn}\nbasis: {kind: news}\n"
    )
    (found,) = documents(site(text, tmp_path).desk)
    assert found.spoken == ("shan xiong xin", "dan xiong xin")


def test_readings_are_those_of_pypinyin() -> None:
    kept = importlib.resources.files("generator.search") / "readings.txt"
    assert kept.read_text(encoding="utf-8") == table()


def test_segments_are_bounded_and_a_new_document_moves_few_cuts() -> None:
    hashes = [digest(f"/s/{number}/") for number in range(100_000, 0, -1)]
    ones = [1] * 100_001
    places = cuts(hashes, ones)
    sizes = [end - begin for begin, end in pairwise(places)]
    assert sum(sizes) == len(hashes)
    assert max(sizes) <= HEAVIEST
    assert len(sizes) < 200
    for at in (0, 5_000, 55_555, 99_999):
        more = [*hashes[:at], digest(f"/new/{at}/"), *hashes[at:]]
        ends = {more[place - 1] for place in cuts(more, ones)}
        assert len(ends - {hashes[place - 1] for place in places}) <= 2


@given(st.lists(st.integers(0, 40_000_000), max_size=40))
def test_long_documents_share_a_segment_with_few(lengths: list[int]) -> None:
    weights = [weight(length) for length in lengths]
    places = cuts([digest(f"/s/{number}/") for number in range(len(lengths))], weights)
    for begin, end in pairwise(places):
        assert end - begin < 2 or sum(weights[begin:end]) <= HEAVIEST
    if sum(weights) <= HEAVIEST:
        assert places == sorted({0, len(lengths)})


@given(st.lists(st.tuples(st.integers(0, 2**40), st.integers(0, 20)), min_size=1, max_size=60))
def test_codes_read_back(numbers: list[tuple[int, int]]) -> None:
    values = np.array([min(n, 2**30) for n, _ in numbers], np.int64)
    parameters = np.maximum(np.array([p for _, p in numbers], np.int32), bit_length(values) - 8)
    for codes in (gamma(values), gamma(values, 3), rice(values.astype(np.int32), parameters)):
        starts = np.cumsum(codes.lengths) - codes.lengths
        nothing = Codes(np.array([0]), np.array([0], np.int32))
        data, sizes = packed([Piece(codes)], nothing, np.array([0]))
        assert sizes.tolist() == [len(data)]
        text = "".join(f"{byte:08b}" for byte in data)
        for i, start in enumerate(starts.tolist()):
            end = start + int(codes.lengths[i])
            assert int(text[start:end], 2) == int(codes.values[i])


def test_the_parameter_of_rice_codes_is_what_the_browser_computes() -> None:
    room, count = np.array([0, 5, 100, 10_000, 32_768]), np.array([0, 5, 3, 7, 1])
    assert rice_parameter(room, count).tolist() == [0, 0, 4, 9, 14]


def test_the_index_of_an_empty_site_can_be_read(site_from: Callable[..., Prepared]) -> None:
    found = files(site_from("-- pages/about.md --\n---\ntitle: 关于\n---\n正文。\n"))
    assert json.loads(found["search/index.json"])["segments"][0][2] == 1
    assert TAXONOMIES
