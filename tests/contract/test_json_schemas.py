"""What Laurel accepts its JSON Schemas accept, and they refuse what it refuses for its shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from casebook import cases
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from models import models
from smallsite import NOW, ZONE, write_folder
from yamlreaders import readings

from generator.jsonschemas import schemas_of
from generator.kinds import KINDS, Kind
from generator.kinds.term import TermFields
from generator.new import create
from generator.options import ImageOptions, Options, SettingsError, options_from
from generator.schema import Context, validate
from generator.schema.descriptions import FIELDS, HINTS, describe
from generator.stats.measures import Measure

REPO = Path(__file__).resolve().parent.parent.parent
CONTENT = REPO / "content"
CONTEXT = Context(ZONE)
FORMS = {
    **{kind.name.replace("_", "-"): kind.model for kind in KINDS},
    "taxonomy": TermFields,
    "measures": Measure,
}
# A line about a field's value or name: what a schema sees of a file.
OF_SHAPE = r"^{}:\d+:\d+: [\w.]+: .*\[L(?:20[1-9]|21[0-8])\]$"


def validators(content: Path, lang: str = "zh") -> dict[str, Draft7Validator]:
    return {s.name: Draft7Validator(s.shape) for s in schemas_of(content, CONTEXT, lang)}


def name_for(path: str) -> str:
    """Return the name of the schema for a file of `content/`, '' where there is none."""
    top = path.partition("/")[0]
    for kind in KINDS:
        if top == kind.folder and path.endswith(kind.endings):
            return kind.name.replace("_", "-")
    return {"taxonomies": "taxonomy", "measures.yml": "measures"}.get(top, "")


def files_of(content: Path) -> Iterator[tuple[str, str]]:
    """Yield path and schema of each file that has one."""
    for path in sorted(content.rglob("*")):
        inside = path.relative_to(content).as_posix()
        if path.is_file() and (name := name_for(inside)):
            yield inside, name


def mistakes(validator: Draft7Validator, path: Path) -> list[list[str]]:
    """Return what is wrong with a file as an editor reads it, and as Laurel does."""
    read = readings(path.read_text(encoding="utf-8"), path.name)
    return [[f"{e.json_path}: {e.message}" for e in validator.iter_errors(v)] for v in read]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_schema_is_one_of_draft_7(lang: str) -> None:
    for validator in validators(CONTENT, lang).values():
        Draft7Validator.check_schema(validator.schema)


def test_the_content_of_the_demo_is_accepted() -> None:
    known = validators(CONTENT)
    found = {path: mistakes(known[name], CONTENT / path) for path, name in files_of(CONTENT)}
    assert {name for _, name in files_of(CONTENT)} == set(FORMS)
    assert {path: wrong for path, wrong in found.items() if any(wrong)} == {}
    settings = yaml.safe_load((REPO / "mkdocs.yml").read_text(encoding="utf-8"))
    assert list(known["mkdocs"].iter_errors(settings)) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_new_entry_is_accepted(tmp_path: Path, kind: Kind, lang: str) -> None:
    write_folder("", tmp_path)
    path = create(tmp_path, kind.name, "校友获奖", "made-here", NOW, lang)
    assert mistakes(validators(tmp_path)[kind.name.replace("_", "-")], path) == [[], []]


def test_of_the_cases_good_files_are_accepted_and_those_of_a_bad_shape_refused(
    tmp_path: Path,
) -> None:
    good = bad = 0
    known: dict[bytes, dict[str, Draft7Validator]] = {}
    for number, (name, content, expected) in enumerate(cases()):
        root = tmp_path / str(number)
        try:
            write_folder(content, root)
        except OSError:  # names that this system does not have
            continue
        words = b"".join(path.read_bytes() for path in sorted(root.glob("taxonomies/*.yml")))
        schemas = known.get(words) or known.setdefault(words, validators(root))
        for path, form in files_of(root):
            is_good = f"\n{path}:" not in f"\n{expected}"
            if not is_good and not re.search(OF_SHAPE.format(re.escape(path)), expected, re.M):
                continue
            try:
                wrong = mistakes(schemas[form], root / path)
            except yaml.YAMLError:  # which an editor shows without a schema
                continue
            assert (wrong == [[], []]) if is_good else all(wrong), f"{name}: {path}"
            good, bad = good + is_good, bad + (not is_good)
    assert good > 500
    assert bad > 30


# Of each model the least that is valid, and what may be tried in any of its fields.
LEAST: dict[type[Any], dict[str, Any]] = {
    FORMS["story"]: {"title": "题", "date": "2024-05-01", "column": "news"},
    FORMS["honor-list"]: {"title": "题", "honor": "may-day", "year": "2024"},
    FORMS["person"]: {"name": "某"},
    FORMS["page"]: {"title": "题"},
    TermFields: {"id": "news", "name": "题"},
    Measure: {"id": "a", "name": "题", "count": "stories"},
}
TEXTS = """\
x| |draft| draft|Draft|zh|yes|true|3|9|万|placements|lists|baseline|news
2024-05-01|2024-5-1 9:30|2024-05-01T09:30:00.5Z|2024-05-01T09:30+08:00|2024-02-29|２０２４-05-01
2024-05-01 25:00|2024-13-01|2023-02-29|2024-02-30|2024-04-31|2100-02-29|1899-12-31|2024/5/1
1996级|1996 级|01996|1,996|１９９６|1850|1850级|12|12人|1,234|12345678901|-1|+1|1.5|1e3
a-b|A-b|a.b|a--b|https://x.cn/|HTTP://x|http://|https:///x|x.cn|/a/b/|/|//a|/a b
""".replace("\n", "|").split("|")
TEXTS += ["", "a" * 80, "a" * 81, "长" * 300, "长" * 301, f" {'a' * 300}\n", "a" * 5000, "a" * 5001]
GROUPS: list[Any] = [
    [],
    {},
    ["a", "b"],
    [""],
    [[]],
    [["a"]],
    [{"name": "a"}],
    {"zz": "1"},
    {"name": "a"},
    {"name": ["a"]},
    {"name": "a", "url": "x"},
    {"src": "a", "zz": "1"},
    {"src": "", "alt": "x"},
    {"kind": "news"},
    {"kind": "news", "on": "2024-02-30"},
    {"kind": "nothing"},
    {"zh": "a"},
    [{"id": "a"}, "b"],
    {"date": "2024-05-01", "note": "x"},
    [{"date": "2024-05-01"}],
    {"channel": "a"},
    {"channel": ["a", "b"], "status": "any"},
    {"channel": [["a"]]},
]
# What only a calculation or a list of names would see, and what stands for a whole table.
LEFT_OPEN = [
    *((name, value) for name in ("year", "class_year") for value in ("1,234",)),
    ("entries", "rows.csv"),
]


@pytest.mark.parametrize("form", FORMS)
def test_a_schema_says_of_any_value_in_any_field_what_the_checker_says(
    tmp_path: Path, form: str
) -> None:
    model = FORMS[form]
    validator = validators(tmp_path)[form]
    as_list = validator.schema.get("type") == "array"
    differing = []
    for field in (*model.model_fields, "unknown"):
        for value in [*TEXTS, *GROUPS, "rows.csv"]:
            fields = {**LEAST[model], field: value}
            found, _ = validate(model, fields, "x", CONTEXT)
            if validator.is_valid([fields] if as_list else fields) != (found is not None):
                differing.append((field, value))
    empty = [("unknown", value) for value in ("", [], {})]  # told at once, read without harm
    words = [(f, v) for f, v in differing if f == "metric"]  # checked with the ledger, see below
    assert [d for d in differing if d not in [*empty, *words, *LEFT_OPEN]] == []


@pytest.mark.parametrize("group", [{"src": "", "alt": ""}, {"src": None}, {}, None])
def test_a_group_of_which_nothing_is_filled_in_is_accepted(
    tmp_path: Path, group: dict[str, Any] | None
) -> None:
    assert validators(tmp_path)["person"].is_valid({"name": "某", "photo": group})


@given(st.dates(), st.times(), st.sampled_from(["", "Z", "+08:00", "-0330"]))
def test_every_moment_is_accepted(day: Any, time: Any, offset: str) -> None:
    text = f"{day.isoformat()} {time.isoformat()}{offset}"
    fields = {**LEAST[FORMS["page"]], "publish_at": text}
    found, _ = validate(FORMS["page"], fields, "x", CONTEXT)
    if found is not None:
        assert PAGE.is_valid(fields)


@given(st.text(max_size=12), st.sampled_from(sorted({*FORMS["honor-list"].model_fields})))
def test_whatever_text_a_field_takes_its_schema_takes(text: str, field: str) -> None:
    fields = {**LEAST[FORMS["honor-list"]], field: text}
    found, _ = validate(FORMS["honor-list"], fields, "x", CONTEXT)
    if found is not None:
        assert HONOR_LIST.is_valid(fields)


PAGE, HONOR_LIST = (validators(REPO / "docs")[name] for name in ("page", "honor-list"))

TERMS = """\
-- taxonomies/colleges.yml --
- {id: cse, name: {zh: 计算机学院, en: School of Computing}, aliases: [cs, 计算机系, "985"]}
- {id: 211, name: 甲.乙}
- {id: "007", name: 同名}
- {id: b, name: 同名}
- {id: "true", name: 丙}
- {id: c, name: {zh: 丁, en: "Weiß & Söhne (A|B) [x]/{y}^$?*+"}}
"""


@pytest.mark.parametrize(
    ("value", "is_known"),
    [
        *(
            (value, True)
            for value in ("cse", "计算机学院", "School of Computing", "cs", "计算机系")
        ),
        *((value, True) for value in ("school OF computing", "211", 211, "甲.乙", 7, "007", "b")),
        *((value, True) for value in ("985", 985, " cse ", True, "true", "丙")),
        *((value, False) for value in ("CSE", "甲x乙", "同名", "计算机", 212, "School", ["cse"])),
    ],
)
def test_a_term_is_known_by_id_by_name_and_by_what_it_was(
    tmp_path: Path, value: object, is_known: bool
) -> None:
    write_folder(TERMS, tmp_path)
    fields = {"name": "某", "degrees": {"college": value}}
    assert validators(tmp_path)["person"].is_valid(fields) is is_known


@pytest.mark.parametrize(("lang", "name"), [("zh", "计算机学院"), ("en", "School of Computing")])
def test_ids_and_names_are_suggested_and_not_what_was(tmp_path: Path, lang: str, name: str) -> None:
    write_folder(TERMS, tmp_path)
    shape = validators(tmp_path, lang)["story"].schema["definitions"]["colleges"]["anyOf"][0]
    at = shape["enum"].index("cse")
    assert shape["enum"][at + 1] == name
    assert shape["enumDescriptions"][at] == "cse · 计算机学院 · School of Computing"
    assert not {"cs", "计算机系", "985", "同名", "007", 7} & set(map(str, shape["enum"]))


@pytest.mark.parametrize("text", ["- {id: A, name: 甲}\n", "x: 1\n", ""])
def test_a_vocabulary_with_mistakes_leaves_its_words_open(tmp_path: Path, text: str) -> None:
    write_folder(f"-- taxonomies/colleges.yml --\n{text}", tmp_path)
    known = validators(tmp_path)
    assert known["person"].is_valid({"name": "某", "colleges": "什么都行"})
    assert not known["person"].is_valid({"name": "某", "regions": "什么都行"})


@pytest.mark.parametrize(
    ("where", "is_known"),
    [
        ({"column": "建功立业", "status": "any"}, True),
        ({"college": ["cs", "物理学院"]}, True),
        ({"column": "没有"}, False),
        ({"status": "发表"}, False),
    ],
)
def test_measures_know_the_words_of_the_site(
    tmp_path: Path, where: dict[str, Any], is_known: bool
) -> None:
    write_folder("", tmp_path)
    measure = {**LEAST[Measure], "where": where}
    assert validators(tmp_path)["measures"].is_valid([measure]) is is_known
    assert not validators(tmp_path)["measures"].is_valid([{**LEAST[Measure], "metric": "阅读"}])


OPTIONS: list[dict[str, Any]] = [
    {},
    {"per_page": 1, "feed_items": 500, "id_date": "2024-05", "dashboard": "site"},
    {"images": {"widths": [160, 480], "formats": ["avif", "webp"], "quality": 1}},
    {"public_numbers": ["138 0013 8000", 13800138000]},
    {"public_numbers": [["138 0013 8000"]]},
    {"organisation_url": ""},
    {"organisation_url": "HTTPS://x.example/"},
    {"organisation_url": "x.example"},
    {"per_page": 0},
    {"per_page": "20"},
    {"per_page": True},
    {"id_date": 2024},
    {"id_date": "24"},
    {"icp": None},
    {"dashboard": "intern"},
    {"perpage": 20},
    {"images": {"width": [1]}},
    {"images": {"widths": []}},
    {"images": {"widths": [160] * 2}},
    {"images": {"formats": ["gif"]}},
    {"images": []},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("form", [lambda own: ["search", own], lambda own: own])
def test_options_of_the_plugin_are_judged_as_a_build_does(
    tmp_path: Path, options: dict[str, Any], form: Any
) -> None:
    try:
        good = bool(options_from(options))
    except SettingsError:
        good = False
    settings = {"site_name": "x", "plugins": form({"laurel": options})}
    assert validators(tmp_path)["mkdocs"].is_valid(settings) is good


def test_every_field_is_described_and_nothing_else() -> None:
    """In words of `generator/schema/descriptions.py`; the guides tell more."""
    groups = {group for model in FORMS.values() for group in models(model)}
    fields = [(group.__name__, name) for group in groups for name in group.model_fields]
    for group in (Options, ImageOptions):
        fields += [(group.__name__, name) for name in group.__dataclass_fields__]
    known = [f"{group}.{name}" for group, name in fields if f"{group}.{name}" in FIELDS]
    plain = [name for group, name in fields if f"{group}.{name}" not in FIELDS]
    assert sorted({*known, *plain}) == sorted(FIELDS)
    assert all(zh and en and zh != en for zh, en in map(describe, known))


def test_every_hint_is_used() -> None:
    said = str([validator.schema for validator in validators(CONTENT).values()])
    assert [hint for hint, (zh, _) in HINTS.items() if zh not in said] == []
