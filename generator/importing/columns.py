"""Owns the columns of CONTENT: categories find their term, new terms are put at the end.
May not read or write the file itself, nor disturb what stands in it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import yaml

from generator.importing.naming import column_id
from generator.importing.output import quoted
from generator.names import tag_key

PATH = "taxonomies/columns.yml"
IMPORTED = "imported"
_IMPORTED_NAME = ("未分类", "Uncategorised")
_ITEM = re.compile(r"^([ \t]*)-[ \t]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Term:
    """One column: id, names, and what it was called before."""

    id: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()


class Columns:
    """The columns of CONTENT and those that the import adds; `added` keeps their order."""

    def __init__(self, text: str, known: dict[str, str]) -> None:
        """`known` are the ids that an earlier import chose for categories."""
        self._text = text
        terms = read_terms(text)
        self.is_readable = terms is not None
        self._ids = {name for term in terms or () for name in (term.id, *term.aliases)}
        self._by_name = {_key(name): t.id for t in terms or () for name in t.aliases}
        self._by_name |= {_key(name): t.id for t in terms or () for name in (t.en, t.zh) if name}
        self._by_name |= {_key(t.id): t.id for t in terms or ()}
        self._earlier = {name: id_ for name, id_ in known.items() if id_ in self._ids}
        self.chosen: dict[str, str] = {}
        self.added: list[Term] = []

    def id_for(self, category: str) -> str:
        """Return the column of a category ('' for none); an unknown one is added."""
        key = _key(category)
        found = self._earlier.get(key) or self._by_name.get(key or IMPORTED)
        if found is None:
            found = self._add(category)
        self.chosen[key] = found
        return found

    def _add(self, category: str) -> str:
        if category:
            term = Term(column_id(category, self._ids), category, category)
        else:
            term = Term(IMPORTED, *_IMPORTED_NAME)
        self._ids.add(term.id)
        self._by_name[_key(category) or IMPORTED] = term.id
        self.added.append(term)
        return term.id

    def text(self) -> str | None:
        """Return the file with the new terms at its end, or None if that cannot be done safely."""
        before = read_terms(self._text)
        if before is None:
            return None
        indent = _ITEM.findall(self._text)[:1]
        lines = [line for term in self.added for line in _lines(term, "".join(indent))]
        end = "\r\n" if "\r\n" in self._text else "\n"
        gap = end if self._text and not self._text.endswith("\n") else ""
        text = self._text + gap + "".join(line + end for line in lines)
        after = read_terms(text)
        expected = [t.id for t in before] + [t.id for t in self.added]
        return text if after is not None and [t.id for t in after] == expected else None


def read_terms(text: str) -> list[Term] | None:
    """Return the terms of a taxonomy file, None if it is not a list of terms with ids."""
    try:
        data = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # texts only
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    items = [] if data in (None, "") else data
    if not isinstance(items, list) or not all(isinstance(i, dict) and i.get("id") for i in items):
        return None
    return [_term(item) for item in items]


def _key(name: str) -> str:
    """Return what makes two spellings one column; offices write both R语言 and R 语言."""
    return tag_key(name).replace(" ", "")


def _term(item: dict[str, object]) -> Term:
    name = item.get("name")
    names = name if isinstance(name, dict) else {"zh": name}
    aliases = item.get("aliases") or []
    former = tuple(map(str, aliases)) if isinstance(aliases, list) else (str(aliases),)
    return Term(str(item["id"]), str(names.get("zh") or ""), str(names.get("en") or ""), former)


def _lines(term: Term, indent: str) -> list[str]:
    names = f"{{zh: {_inside(term.zh)}, en: {_inside(term.en)}}}"
    return [f"{indent}- id: {quoted(term.id)}", f"{indent}  name: {names}"]


def _inside(text: str) -> str:
    """Return a text for a flow mapping, as it is where nothing in it can be misread."""
    plain = re.fullmatch(r"[^\W_][\w ·-]*", text) and not text.endswith(" ")
    return text if plain else json.dumps(text, ensure_ascii=False)
