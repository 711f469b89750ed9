"""Every problem has words in both languages, a case, and a place that raises it."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from generator.catalogue import CATALOGUE, HINT, REASONS
from generator.problems import Location, Problem, Severity

REPO = Path(__file__).resolve().parent.parent.parent
GENERATOR = REPO / "generator"
TESTS = REPO / "tests"
CASES = "".join(p.read_text(encoding="utf-8") for p in sorted((TESTS / "cases").glob("*.md")))
CODE = {p: p.read_text(encoding="utf-8") for p in GENERATOR.rglob("*.py")}

# What no file of a content folder can bring about: the disk fails, or a model is yet to be written.
ELSEWHERE = {
    "L101": "unit/source/test_reading_the_disk.py",
    "L106": "unit/source/test_reading_the_disk.py",
    "L205": "unit/schema/test_validation.py",
    "L299": "unit/schema/test_validation.py",
}


def told() -> set[str]:
    """Return the codes that some case or test names."""
    tests = (p for p in TESTS.rglob("test_*.py") if p != Path(__file__) and "host" not in p.parts)
    text = CASES + "".join(p.read_text(encoding="utf-8") for p in tests)
    return set(re.findall(r"\bL\d{3}\b", text))


TOLD = told()


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_has_a_case(code: str) -> None:
    if code in ELSEWHERE:
        assert f'"{code}"' in (TESTS / ELSEWHERE[code]).read_text(encoding="utf-8")
    elif code < "L5":
        assert f"[{code}]" in CASES, f"write a case for {code} in tests/cases"
    else:
        assert code in TOLD, f"write a case or a test for {code}"


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_is_raised_somewhere(code: str) -> None:
    users = [path for path, text in CODE.items() if f'"{code}"' in text]
    assert [path for path in users if path.name != "catalogue.py"], "nothing raises it"


def test_every_code_in_the_program_is_in_the_catalogue() -> None:
    used = {code for text in CODE.values() for code in re.findall(r'"(L\d{3})"', text)}
    assert used - set(CATALOGUE) == set(), "write their words in generator/catalogue.py"


def names(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("code", CATALOGUE)
def test_both_languages_say_the_same_values(code: str) -> None:
    _, zh, en = CATALOGUE[code]
    assert names(zh) == names(en)
    assert all(name.isidentifier() for name in names(zh))


@pytest.mark.parametrize("code", CATALOGUE)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_message_is_one_line_whatever_its_values(code: str, lang: str) -> None:
    args = dict.fromkeys(names(CATALOGUE[code][1]), "a\nb\x1b[31m{x}\u202e")
    line = Problem(code, Location("x.md", 1, 2), "a\nb", args, "是").line(lang)
    assert line.isprintable()
    assert line.endswith(f"[{code}]")


@pytest.mark.parametrize("code", CATALOGUE)
def test_severities_are_known_and_templates_end_without_a_stop(code: str) -> None:
    severity, zh, en = CATALOGUE[code]
    assert Severity(severity)
    assert not zh.endswith("。")
    assert not en.endswith(".")
    assert re.search("[\u4e00-\u9fff]", zh)


def test_the_hint_has_both_languages() -> None:
    assert names(HINT["zh"]) == names(HINT["en"]) == {"nearest"}


def test_the_catalogue_is_in_order_without_doubles() -> None:
    text = (GENERATOR / "catalogue.py").read_text(encoding="utf-8")
    codes = re.findall(r'^    "(L\d{3})":', text, re.M)
    assert codes == sorted(set(codes)), "put them in the order of their numbers"


def test_every_reason_of_the_gate_has_words() -> None:
    gate = (GENERATOR / "graph" / "gate.py").read_text(encoding="utf-8")
    given = set(re.findall(r'"(\w+)"', gate)) - {"basis", "published"}  # a field, and no reason
    assert given | {"draft", "withdrawn"} == set(REASONS)  # these are statuses
    assert all(zh and en for zh, en in REASONS.values())
