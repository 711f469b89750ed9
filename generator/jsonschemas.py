"""Owns which JSON Schemas a site has, and with which of its words: one for each form of file.
May not write, nor know how a schema is made of a model.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from generator.graph.library import Vocabulary
from generator.kinds import KINDS, Kind
from generator.kinds.term import TAXONOMIES, TermFields
from generator.options import options_shape
from generator.problems import Lang
from generator.reading import read_vocabularies
from generator.schema import Context
from generator.schema.choices import Shape, choice
from generator.schema.descriptions import FILES
from generator.schema.export import DIALECT, described, hinted, listed, schema_of
from generator.schema.validate import model_at
from generator.stats.measures import PATH, TERMS, Measure
from generator.stats.placements import STATUSES
from generator.stats.snapshot_rows import METRICS

SETTINGS = "mkdocs"
_TABLE: Shape = {"type": "string", "pattern": r"\.[Cc][Ss][Vv]$"}


class JsonSchema(NamedTuple):
    """A schema by its name, and the files of `content/` (as patterns of paths) that the YAML
    extension of an editor sees: not those in Markdown.
    """

    name: str
    files: tuple[str, ...]
    shape: Shape


def schemas_of(content: Path, context: Context, lang: Lang) -> Iterator[JsonSchema]:
    """Yield the schemas of a site in a language. A vocabulary with mistakes is left open."""
    which = 0 if lang == "zh" else 1
    vocabularies = read_vocabularies(content, context)
    choices = {name: _terms(vocabulary, lang) for name, vocabulary in vocabularies.items()}
    for kind in KINDS:
        shape = schema_of(kind.model, which, choices, _references(kind))
        for name in kind.table_fields:
            shape["properties"][name]["anyOf"].append(_TABLE)
        files = tuple(f"{kind.folder}/**/*{e}" for e in kind.endings if e != ".md")
        yield _named(kind.name.replace("_", "-"), files, shape, which)
    terms = listed(schema_of(TermFields, which, {}, {}))
    yield _named("taxonomy", tuple(f"taxonomies/{name}.yml" for name in TAXONOMIES), terms, which)
    measures = listed(schema_of(Measure, which, {**choices, **_WORDS}, _MEASURED))
    yield _named("measures", (PATH,), measures, which)
    yield _named(SETTINGS, (), _settings(which), which)


_WORDS = {
    "status": choice(dict.fromkeys((*STATUSES, "any"), "")),
    "metric": choice(dict.fromkeys(METRICS.values(), "")),
}
_MEASURED = {
    **{f"Where.{name}": taxonomy for name, taxonomy in TERMS.items()},
    "Where.status": "status",
    "Measure.metric": "metric",
}


def _named(name: str, files: tuple[str, ...], shape: Shape, which: int) -> JsonSchema:
    head = {"$schema": DIALECT, "title": FILES[name][which]}
    return JsonSchema(name, files, {**head, **shape})


def _references(kind: Kind) -> dict[str, str]:
    """Return the taxonomy of each field that names terms, by `Group.field`."""
    found = ((model_at(kind.model, ref.at[:-1]), ref) for ref in kind.references)
    return {f"{group.__name__}.{ref.at[-1]}": ref.to for group, ref in found}


def _terms(vocabulary: Vocabulary, lang: Lang) -> Shape:
    """Suggest ids and the names in a language, accept whatever stories may say."""
    suggested: dict[str, str] = {}
    others: list[str] = []
    for term in vocabulary:
        names = [name for name in dict.fromkeys((term.zh, term.en)) if name]
        told = " · ".join((term.id, *names))
        shown = [name for name in (term.id, term.name(lang)) if vocabulary.find(name) is term]
        suggested.update(dict.fromkeys(shown, told))
        others += [word for word in (*names, *term.aliases) if vocabulary.find(word) is term]
    return choice(suggested, others, "term")


def _settings(which: int) -> Shape:
    options = options_shape()
    images = options["properties"]["images"]
    for group, shape in (("ImageOptions", images), ("Options", options)):
        for name, value in shape["properties"].items():
            shape["properties"][name] = described(value, f"{group}.{name}", which, True)
    ours = {"type": "object", "properties": {"laurel": {**options, "type": ["object", "null"]}}}
    plugins = {"anyOf": [{"type": "array", "items": {"anyOf": [ours, {"type": "string"}]}}, ours]}
    whole: Shape = hinted({"type": "object", "properties": {"plugins": plugins}}, which)
    return whole
