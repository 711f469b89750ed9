"""The rooms keep to DESIGN section 3, and every module to the habits of the house."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

REPO = Path(__file__).resolve().parent.parent.parent
GENERATOR = REPO / "generator"
MODULES = sorted(GENERATOR.rglob("*.py"))
MAX_LINES = 350

RANKS = {
    "catalogue": 0,
    "problems": 0,
    "names": 0,
    "watch": 0,
    "personal": 0,
    "options": 1,
    "settingstext": 1,
    "known": 1,
    "settings": 1,
    "cache": 1,
    "crew": 1,
    "source": 2,
    "images": 3,
    "schema": 3,
    "kinds": 4,
    "reading": 5,
    "graph": 5,
    "due": 5,
    "new": 5,
    "plan": 6,
    "render": 7,
    "feeds": 8,
    "search": 8,
    "stats": 8,
    "publish": 9,
}
TOP = 10
# The artefact is the type that every producer hands to `publish/`; it holds a path and bytes.
SHARED = {"generator.publish.artefact", "generator.__version__"}
VAGUE = {
    "utils",
    "util",
    "helpers",
    "helper",
    "manager",
    "process",
    "handle",
    "misc",
    "common_utils",
}


def name_of(path: Path) -> str:
    return path.relative_to(REPO).with_suffix("").as_posix()


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def rank(module: str) -> int:
    return RANKS.get(room(module), TOP)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(REPO).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_down_only(path: Path) -> None:
    here = module_of(path)
    own = [m for m in imports(path) if m.startswith("generator.") and m not in SHARED]
    own = [m for m in own if not any(m.startswith(f"{shared}.") for shared in SHARED)]
    above = [m for m in own if rank(m) > rank(here)]
    assert not above, f"{here} (rank {rank(here)}) imports from rooms above; see RANKS"


def test_the_architecture_names_every_room_at_its_rank() -> None:
    page = (REPO / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \|", page, re.M)
    told = {name: int(rank) for rank, names in rows for name in re.findall(r"`(\w+)/?`", names)}
    there = {room(module_of(path)) for path in MODULES if path.parent != GENERATOR}
    there |= {path.stem for path in GENERATOR.glob("*.py")} - {"__init__"}
    ranks = {name: rank(f"generator.{name}") for name in there}
    wrong = sorted(told.items() ^ ranks.items())
    assert not wrong, "mend the table of docs/architecture.md, or RANKS here"


@pytest.mark.parametrize("path", sorted((GENERATOR / "kinds").glob("*.py")), ids=name_of)
def test_kinds_do_not_import_each_other(path: Path) -> None:
    if path.name == "__init__.py":
        return
    allowed = {"generator.kinds", "generator.kinds.base"}
    found = {".".join(m.split(".")[:3]) for m in imports(path) if m.startswith("generator.kinds")}
    assert found <= allowed


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_host_imports_mkdocs(path: Path) -> None:
    if room(module_of(path)) == "host":
        return
    assert not [m for m in imports(path) if m.split(".")[0] in ("mkdocs", "material")]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_engines_have_one_importer(path: Path) -> None:
    owners = {"comrak": "render/markdown.py", "nh3": "render/rawhtml.py"}
    here = path.relative_to(GENERATOR).as_posix()
    for engine, owner in owners.items():
        if here != owner and not here.startswith("importing/"):
            assert engine not in {m.split(".")[0] for m in imports(path)}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_core_has_no_clock_and_no_logger(path: Path) -> None:
    if rank(module_of(path)) >= TOP:
        return
    found = set(imports(path))
    assert not found & {"time", "logging", "random"}
    assert ".now(" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_has_a_vague_name(path: Path) -> None:
    assert path.stem not in VAGUE
    tree = ast.parse(path.read_text(encoding="utf-8"))
    defined = (n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef)))
    assert not [n.name for n in defined if n.name.lower().strip("_") in VAGUE]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_stays_readable_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < MAX_LINES


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_opens_with_what_it_owns_and_may_not(path: Path) -> None:
    if path == GENERATOR / "__init__.py":
        return
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert len(text.split("\n")) >= 2, "what it owns, and what it may not touch"
    assert " may " in f" {text.lower()}".replace("\n", " ")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_everything_public_has_a_docstring(path: Path) -> None:
    bare = [
        node.name
        for node in public(ast.parse(path.read_text(encoding="utf-8")))
        if not ast.get_docstring(node)
    ]
    assert not bare


def public(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (
                    n
                    for n in node.body
                    if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")
                )


def texts(language: str) -> dict[str, str]:
    path = REPO / "templates" / "texts" / f"{language}.yml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_the_texts_of_both_languages_have_the_same_keys() -> None:
    ones = [key for key in texts("en") if key.endswith("_1")]  # Chinese has no plural
    both = [key for key in texts("en") if key not in ones]
    assert list(texts("zh")) == both, "write each text in both files, in the same place"
    assert {one.removesuffix("_1") for one in ones} <= set(texts("zh"))


def test_every_text_is_used() -> None:
    """By its name as an attribute or as a string; those of kinds are put together."""
    files = [*MODULES, *(REPO / "templates").rglob("*.html")]
    code = "".join(path.read_text(encoding="utf-8") for path in files)
    used = set(re.findall(r"""[."'](\w+)""", code))
    unused = {key for key in texts("zh") if not key.startswith("kind_")} - used
    assert not unused, "delete them in templates/texts/"


@pytest.mark.parametrize("key", texts("zh"))
def test_the_texts_of_both_languages_have_the_same_values(key: str) -> None:
    import string

    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    assert names(str(texts("zh")[key])) == names(str(texts("en")[key]))
