"""What a browser does with shards that are cut off or garbled: it says so, at once."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

ENDLESS = [0xFF, 0xFF, 0xFF, 0x7F]  # 268,435,455, seven bits a byte
READ = """async ([root, blobs]) => {
  const { readList, readTree } = await import(new URL("assets/search/shards.js", root))
  const { reader } = await import(new URL("assets/search/fold.js", root))
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
