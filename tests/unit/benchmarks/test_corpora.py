"""The corpora of the benchmarks: the same bytes every time, the same text for everybody."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.corpus import LAYOUTS, png, write_corpus
from benchmarks.stories import make_story
from benchmarks.vocabulary import CLASSES, zipf

REPO = Path(__file__).resolve().parents[3]


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def made(folder: Path, layout: str, count: int, seed: int = 1) -> dict[str, bytes]:
    write_corpus(folder, layout, count, seed)
    return tree(folder)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_seed_gives_the_same_bytes(tmp_path: Path, layout: str) -> None:
    assert made(tmp_path / "a", layout, 3) == made(tmp_path / "b", layout, 3)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_greater_corpus_holds_the_smaller_one(tmp_path: Path, layout: str) -> None:
    small, great = made(tmp_path / "a", layout, 3), made(tmp_path / "b", layout, 6)
    assert small.items() < great.items()
    assert len(great) == len(small) + 3


def test_another_seed_gives_other_stories() -> None:
    assert make_story(5, 1) == make_story(5, 1)
    assert make_story(5, 1).blocks != make_story(5, 2).blocks
    assert make_story(5, 1).blocks != make_story(6, 1).blocks


def test_a_story_has_the_same_body_in_every_layout() -> None:
    for number in range(20):
        pages = [writer(make_story(number))[1] for writer, _ in LAYOUTS.values()]
        bodies = {re.sub(r"<!-- more -->\n\n", "", page.split("\n---\n", 1)[1]) for page in pages}
        assert len(bodies) == 1


def test_writing_a_corpus_anew_leaves_nothing_of_the_former(tmp_path: Path) -> None:
    made(tmp_path, "laurel", 5)
    assert sum(path.endswith(".md") for path in made(tmp_path, "laurel", 2)) == 2


def test_laurel_finds_no_problem_in_its_corpus(tmp_path: Path) -> None:
    write_corpus(tmp_path, "laurel", 30)
    command = [sys.executable, "build.py", "--strict", "--content", str(tmp_path), "check"]
    said = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr


def test_stories_are_as_long_as_the_offices() -> None:
    lengths = [len("".join(make_story(number).blocks)) for number in range(50)]
    assert 1_000 < sum(lengths) / len(lengths) < 1_300


def test_words_follow_their_rank() -> None:
    words = zipf(["一", "二", "一", "三"])
    assert words.words == ("一", "二", "三")
    assert [words.pick(share) for share in (0.0, 0.5, 0.999)] == ["一", "二", "三"]


def test_no_class_of_words_ends_before_its_last_share() -> None:
    for words in CLASSES.values():
        assert words.pick(0.0) == words.words[0]
        assert words.pick(1 - 2**-53) == words.words[-1]


def test_pictures_are_pictures() -> None:
    with Image.open(io.BytesIO(png(7))) as picture:
        picture.load()
        assert picture.size == (480, 270)
