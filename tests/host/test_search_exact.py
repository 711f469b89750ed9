"""The finished index in a real browser finds what stands in the texts, and nothing else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import search_corpus
import search_truth
from builds import NOW, REPO, build_py, run

from generator.pipeline import Prepared, prepare
from generator.search import search_artefacts
from generator.search.documents import Document, documents
from generator.search.fold import simplified
from generator.settings import read_settings
from generator.watch import Watch

STORIES = 1000
QUERIES = 300
ASK = """async ([root, asked]) => {
  const { openIndex } = await import(new URL("search/search.js", root))
  const index = await openIndex(root)
  const out = []
  for (const [query, facets] of asked) {
    const { total, results } = await index.search(query, { facets, limit: 5000 })
    out.push([total, results.map(({ url }) => url.slice(root.length - 1))])
  }
  return out
}"""
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "校" * 10_000,
    "a" * 10_000,
    "xian" * 20 + "ii",
    "\ud800",
    "校\udc00友",
    "😀" * 50 + "\ud83d",
    ".*+?^${}()|[]\\",
    "\0\1\2\x03e5e5",
    '"""" “” 「」',
    "__proto__ constructor",
    "%E6%A0%A1 &amp; '; drop",
    "",
    "   ",
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    content = tmp_path_factory.mktemp("corpus")
    for path, text in search_corpus.stories(STORIES).items():
        place = content / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    for path in (REPO / "content" / "taxonomies").iterdir():
        (content / "taxonomies").mkdir(exist_ok=True)
        (content / "taxonomies" / path.name).write_bytes(path.read_bytes())
    return content


@pytest.fixture(scope="module")
def model(corpus: Path) -> Prepared:
    settings = read_settings((REPO / "mkdocs.yml").read_text(encoding="utf-8"))
    now = datetime.fromisoformat(NOW)
    return prepare(corpus, settings, REPO / "templates", now, Watch())


@pytest.fixture(scope="module")
def published(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("searchable") / "site"
    ran = build_py("--content", corpus, "--now", NOW, "--site-dir", site, cwd=REPO)
    assert ran.code == 0, ran.out + ran.err
    return site


@pytest.fixture(scope="module")
def found(model: Prepared) -> list[Document]:
    return list(documents(model.desk))


@pytest.fixture(scope="module")
def ask(
    browser: Any, published: Path, serve_folder: Callable[[Path, str], str]
) -> Iterator[Callable[..., list[tuple[int, list[str]]]]]:
    root = serve_folder(published, "/")
    page = browser.new_page()
    page.goto(root + "search/")

    def answers(*queries: Any) -> Any:
        asked = [query if isinstance(query, tuple) else (query, {}) for query in queries]
        return page.evaluate(ASK, [root, asked])

    yield answers
    page.close()


def test_three_hundred_queries_find_what_plain_reading_finds(
    ask: Callable[..., list[tuple[int, list[str]]]], found: list[Document]
) -> None:
    forms = {chr(new): chr(old) for old, new in simplified().items()}
    queries = search_truth.queries(found, QUERIES, 3, forms)
    truths = [search_truth.Truth.of(document) for document in found]
    wrong = []
    for query, (total, permalinks) in zip(queries, ask(*queries), strict=True):
        expected = search_truth.answer(query, truths)
        if sorted(permalinks) != expected or total != len(expected):
            wrong.append((query, set(expected) ^ set(permalinks)))
    assert not wrong
    assert sum(bool(search_truth.answer(query, truths)) for query in queries[:60]) > 30


def test_hostile_queries_do_nothing_but_find_or_not(
    ask: Callable[..., list[tuple[int, list[str]]]], found: list[Document]
) -> None:
    truths = [search_truth.Truth.of(document) for document in found]
    well_formed = [q for q in HOSTILE if not any("\ud800" <= c < "\ue000" for c in q)]
    for query, (_, permalinks) in zip(well_formed, ask(*well_formed), strict=True):
        assert sorted(permalinks) == search_truth.answer(query, truths), query


def test_lone_surrogates_are_searched_for_like_any_other_text(
    browser: Any, published: Path, serve_folder: Callable[[Path, str], str]
) -> None:
    root = serve_folder(published, "/")
    page = browser.new_page()
    page.goto(root + "search/")
    queries = [q for q in HOSTILE if any("\ud800" <= c < "\ue000" for c in q)]
    script = f"([root]) => ({ASK})([root, {json.dumps([[q, {}] for q in queries])}])"
    assert page.evaluate(script, [root]) == [[0, []]] * len(queries)
    page.close()


def test_facets_narrow_and_combine(
    ask: Callable[..., list[tuple[int, list[str]]]], found: list[Document], model: Prepared
) -> None:
    giving = {story.permalink for story in model.site.stories if story.fields.column == "giving"}
    wanted = {"year": "2021", "column": "giving", "kind": "story"}
    ((total, permalinks),) = ask(("毕业", wanted))
    expected = [
        d.permalink
        for d in found
        if d.year == 2021 and d.permalink in giving and any("毕业" in x for x in d.body)
    ]
    assert sorted(permalinks) == sorted(expected)
    assert total == len(expected) > 0


def test_a_person_comes_before_the_stories_about_them(
    ask: Callable[..., list[tuple[int, list[str]]]], found: list[Document]
) -> None:
    person = next(d for d in found if d.kind == "person")
    ((_, permalinks),) = ask(person.head[0])
    assert permalinks[0] == person.permalink


def test_hits_in_titles_come_before_others_and_newer_before_older(
    ask: Callable[..., list[tuple[int, list[str]]]], found: list[Document]
) -> None:
    by_link = {d.permalink: d for d in found}
    ((_, permalinks),) = ask("校友")
    ranks = []
    for document in map(by_link.__getitem__, permalinks):
        tier = next(t for t, part in enumerate(document.parts) if any("校友" in x for x in part))
        ranks.append((tier, not document.date, [-ord(c) for c in document.date]))
    assert ranks == sorted(ranks)


def write_index(prepared: Prepared, root: Path) -> None:
    """Write the index of a site, and nothing else, anew."""
    shutil.rmtree(root / "search", ignore_errors=True)
    for artefact in search_artefacts(prepared.desk):
        (root / artefact.path).parent.mkdir(parents=True, exist_ok=True)
        (root / artefact.path).write_bytes(artefact.data)


def in_node(root: Path, script: str) -> Any:
    """Run a script that can open the index of the site at `root`; returns what `answer` got."""
    ran = run(
        "node",
        "--input-type=module",
        "-e",
        f"""
        import {{ openIndex }} from "{(REPO / "templates/theme/assets/search/search.js").as_uri()}"
        import {{ existsSync, readFileSync, renameSync, rmSync }} from "node:fs"
        globalThis.fetch = async url => existsSync(new URL(url.pathname, url))
          ? new Response(readFileSync(url)) : new Response("", {{ status: 404 }})
        const root = "{root.as_uri()}/"
        const answer = value => console.log(JSON.stringify(value))
        {script}
        """,
    )
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


@pytest.mark.parametrize("files", ["[0-9]+.[0-9]+-[0-9a-f]+", "[0-9a-f]{16}"])
def test_a_wrong_answer_that_a_browser_keeps_is_not_taken_again(site: Path, files: str) -> None:
    script = f"""
        globalThis.fetch = async (url, {{ cache }}) =>
          cache === "default" && /[/]search[/]{files}[.]bin$/.test(url.pathname)
            ? new Response("<!doctype html>") : new Response(readFileSync(url))
        const {{ search }} = await openIndex(root)
        answer((await search("院士")).total)
    """
    assert in_node(site, script) == 9


def test_many_segments_find_what_plain_reading_finds(
    model: Prepared, found: list[Document], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.search.segments.NEAR", 25)
    monkeypatch.setattr("generator.search.segments.HEAVIEST", 60)
    write_index(model, tmp_path)
    queries = search_truth.queries(found, 150, 7, {})
    (tmp_path / "queries.json").write_text(json.dumps(queries), encoding="utf-8")
    script = """
        const out = []
        for (const query of JSON.parse(readFileSync(new URL("queries.json", root)))) {
          const { results } = await (await openIndex(root)).search(query, { limit: 5000 })
          out.push(results.map(({ url }) => decodeURI(url.slice(root.length - 1))).sort())
        }
        answer(out)
    """
    truths = [search_truth.Truth.of(document) for document in found]
    for query, links in zip(queries, in_node(tmp_path, script), strict=True):
        assert links == search_truth.answer(query, truths), query


@pytest.mark.parametrize("missing", ["answer", 'new Response("<h1>not here</h1>")'])
def test_an_open_index_goes_on_when_the_site_is_published_anew(
    model: Prepared,
    found: list[Document],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    missing: str,
) -> None:
    write_index(model, tmp_path / "next")
    monkeypatch.setattr("generator.search.segments.NEAR", 25)
    monkeypatch.setattr("generator.search.segments.HEAVIEST", 60)
    write_index(model, tmp_path)
    script = f"""
        const plain = globalThis.fetch
        globalThis.fetch = async url => {{
          const answer = await plain(url)
          return answer.ok ? answer : {missing}
        }}
        const index = await openIndex(root)
        const before = await index.search("毕业")
        rmSync(new URL("search", root), {{ recursive: true }})
        renameSync(new URL("next/search", root), new URL("search", root))
        const after = await index.search("校友")
        answer([before.total, after.total, after.results.length])
    """
    totals = [sum(any(w in x for p in d.parts for x in p) for d in found) for w in ("毕业", "校友")]
    assert in_node(tmp_path, script) == [*totals, min(10, totals[1])]


def test_texts_that_have_other_numbers_by_now_are_not_taken_for_others(
    published: Path, found: list[Document]
) -> None:
    script = """
        const plain = globalThis.fetch
        let moved = 0
        globalThis.fetch = async url => {
          if (url.pathname.endsWith("/index.json")) moved = 0
          return plain(new URL(url.href.replace(/\\d+(?=.bin[?])/, number => +number + moved)))
        }
        const index = await openIndex(root)
        await index.search("校友")
        moved = 1
        const { total, results } = await index.search("校友", { offset: 10, limit: 50 })
        const pieces = results.map(({ marked, excerpt }) => [...marked, ...excerpt])
        answer([total, pieces.filter(parts => parts.some(({ hit }) => hit)).length])
    """
    total = sum(any("校友" in x for part in d.parts for x in part) for d in found)
    assert in_node(published, script) == [total, 50]


def test_the_module_runs_in_node_too(published: Path, found: list[Document]) -> None:
    script = """
        const { total, results } = await (await openIndex(root)).search("毕业", { limit: 1 })
        answer([total, Object.keys(results[0]).sort()])
    """
    total, keys = in_node(published, script)
    assert total == sum(any("毕业" in x for part in d.parts for x in part) for d in found)
    assert keys == ["date", "excerpt", "kind", "marked", "title", "url"]


def test_lists_that_came_cut_off_or_garbled_are_asked_for_again(
    published: Path, found: list[Document]
) -> None:
    script = """
        const whole = globalThis.fetch
        const isShard = ({ pathname }) => /search\\/\\d+\\//.test(pathname)
        const index = await openIndex(root)
        const out = []
        const page = new TextEncoder().encode("<!doctype html>".repeat(9))
        for (const bad of [data => data.slice(0, -1), () => page]) {
          globalThis.fetch = async url => {
            const response = await whole(url)
            return isShard(url) ? new Response(bad(await response.arrayBuffer())) : response
          }
          out.push(await index.search("毕业").then(() => "", () => "rejected"))
        }
        globalThis.fetch = whole
        answer([...out, (await index.search("毕业")).total])
    """
    total = sum(any("毕业" in x for part in d.parts for x in part) for d in found)
    assert in_node(published, script) == ["rejected", "rejected", total]


def test_the_root_of_the_site_may_be_written_in_any_way(published: Path) -> None:
    script = """
        globalThis.location = { href: `${root}assets/worker.js` }
        const out = []
        const page = `${root}index.html?q=a#b`
        for (const base of [root, root.slice(0, -1), new URL(root), page, "..", "../"]) {
          const { results } = await (await openIndex(base)).search("毕业", { limit: 1 })
          out.push(results[0].url.startsWith(`${root}stories/`))
        }
        answer(out)
    """
    assert in_node(published, script) == [True] * 6


def test_values_that_no_facet_has_find_nothing_and_are_told(published: Path) -> None:
    script = """
        const index = await openIndex(root)
        const asked = { facets: { year: 1800, kind: "story" } }
        const { total, facets } = await index.search("毕业", asked)
        answer([total, facets.year.filter(({ selected }) => selected)])
    """
    gone = {"value": "1800", "name": "1800", "count": 0, "selected": True}
    assert in_node(published, script) == [0, [gone]]


def test_what_is_left_out_or_no_facet_chooses_nothing(published: Path) -> None:
    script = """
        const index = await openIndex(root)
        const totals = []
        for (const options of [undefined, null, { facets: null }, { facets: { colour: "red" } }]) {
          for (const query of ["毕业", ""]) totals.push((await index.search(query, options)).total)
        }
        answer(totals)
    """
    with_query, nothing, *others = in_node(published, script)
    assert with_query > 0 == nothing
    assert others == [with_query, 0] * 3


def test_a_phrase_of_frequent_words_does_not_ask_for_all_texts_at_once(
    published: Path, found: list[Document]
) -> None:
    script = """
        const plain = globalThis.fetch
        let [now, most, all] = [0, 0, 0]
        globalThis.fetch = async url => {
          all++
          most = Math.max(most, ++now)
          await new Promise(setImmediate)
          now--
          return plain(url)
        }
        const index = await openIndex(root)
        const { total } = await index.search('"校友 毕业"')
        answer([total, all > 100, most <= 64])
    """
    assert in_node(published, script) == [0, True, True]
