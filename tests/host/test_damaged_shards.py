"""What a browser does with shards that are cut off or garbled: it says so, at once."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from builds import REPO, run

ENDLESS = [0xFF, 0xFF, 0xFF, 0x7F]  # 268,435,455, seven bits a byte
MODULES = REPO / "templates" / "theme" / "assets" / "search"
READ = """async ([root, blobs]) => {
  const { readList, readTree } = await import(new URL("modules/shards.js", root))
  const { reader } = await import(new URL("modules/fold.js", root))
  const above = { docs: Int32Array.from({ length: 50 }, (_, i) => i), tiers: new Uint8Array(50) }
  const said = read => { try { read(); return "" } catch (error) { return error.message } }
  return blobs.map(blob => {
    const bytes = Uint8Array.from(blob)
    return [
      said(() => readList(bytes, 2 ** 40, 1000, 3, 1)),
      said(() => readTree(bytes, 2 ** 40, above, [5, 6, 7])),
      said(() => reader(bytes).bytes(reader(bytes, bytes.length).next())),
    ]
  })
}"""


@pytest.fixture
def read(browser: Any, site_url: str) -> Any:
    page = browser.new_page()
    page.route(
        "**/modules/*.js", lambda route: route.fulfill(path=MODULES / Path(route.request.url).name)
    )
    page.goto(site_url + "search/")
    yield lambda blobs: page.evaluate(READ, [site_url, blobs])
    page.close()


def test_numbers_that_claim_more_than_there_is_are_damage(read: Any) -> None:
    wide_key = [1, *ENDLESS, 0x80, 0x80]
    many_documents = [1, 0, 0x80, 0, 0, 0, 1, *[0xFF] * 3]
    for said in read([wide_key, many_documents]):
        assert said == ["search: damaged file"] * 3


def test_any_bytes_are_read_or_damage(read: Any) -> None:
    chance = random.Random(7)
    blobs = [[3, chance.randrange(4), *chance.randbytes(chance.randrange(60))] for _ in range(3000)]
    said = {message for messages in read(blobs) for message in messages}
    assert said <= {"", "search: damaged file"}


def test_every_shard_cut_off_in_its_middle_is_damage_or_has_less(read: Any, site: Path) -> None:
    shards = [path.read_bytes() for path in sorted((site / "search" / "1").iterdir())]
    assert shards
    said = {m for messages in read([list(s[: len(s) // 2]) for s in shards]) for m in messages}
    assert said <= {"", "search: damaged file"}


def in_folder(root: Path, query: str) -> Any:
    """Search an index in a folder, in Node; returns the total, how many results there are, what was
    said, and which texts were read.
    """
    script = f"""
        import {{ openIndex }} from "{(MODULES / "search.js").as_uri()}"
        import {{ readFileSync }} from "node:fs"
        const said = []
        const read = []
        console.error = error => said.push(error.message)
        globalThis.fetch = async url => {{
          if (/[/][0-9a-f]{{10}}[/][0-9]+[.]bin/.test(url.pathname)) read.push(url.pathname)
          return new Response(readFileSync(url))
        }}
        const index = await openIndex("{root.as_uri()}/")
        const {{ total, results }} = await index.search("{query}", {{ limit: 500 }})
        console.log(JSON.stringify([total, results.length, said, read]))
    """
    ran = run("node", "--input-type=module", "-e", script)
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


@pytest.mark.parametrize("query", ["校友", "“校友 校”", "校友会"])
def test_a_damaged_text_costs_its_own_result_only(query: str, site: Path, tmp_path: Path) -> None:
    shutil.copytree(site / "search", tmp_path / "search")
    total, shown, said, read = in_folder(tmp_path, query)
    assert total == shown and not said
    path = Path(read[0])
    data = path.read_bytes()
    for wrong in (
        data[:-9],
        data[: len(data) // 2],
        b"",
        data[::-1],
        random.Random(1).randbytes(99),
    ):
        path.write_bytes(wrong)
        total_now, shown, said, _ = in_folder(tmp_path, query)
        assert set(said) == {"search: damaged file"}
        assert total - 1 <= total_now == shown <= total


def test_no_text_that_is_damaged_is_shown(site: Path, tmp_path: Path) -> None:
    shutil.copytree(site / "search", tmp_path / "search")
    total, _, _, read = in_folder(tmp_path, "校友")
    assert total > 3
    for path in map(Path, read):
        path.write_bytes(path.read_bytes()[:-9])
    assert in_folder(tmp_path, "校友") == [0, 0, ["search: damaged file"] * total, read]
