"""Owns JSON Schemas of what editors write, made of the models that check it.
May not read files or know a particular kind.

They are of draft-07, which the YAML extensions of editors have understood longest and best. What a
model accepts its schema accepts, whether a scalar comes as text or as the YAML of an editor reads
it (`2024`, `true`); what depends on other files, and little else, stays open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from generator.schema.choices import Shape, choice
from generator.schema.descriptions import HINTS, describe

DIALECT = "http://json-schema.org/draft-07/schema#"
_HINTS = ("patternErrorMessage", "errorMessage")  # what editors say in place of a rule
EMPTY: Shape = {"$ref": "#/definitions/empty"}
# What counts as not written: nothing, '', [] and {}. No type is named: editors would suggest it.
_EMPTY: Shape = {
    "not": {"type": ["number", "boolean"]},
    "maxLength": 0,
    "maxItems": 0,
    "maxProperties": 0,
}


class _Draft07(GenerateJsonSchema):
    """Pydantic's own, without words for programmers and without defaults."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def model_schema(self, schema: Any) -> Shape:
        made = super().model_schema(schema)
        return {key: made[key] for key in made if key not in ("title", "description")}

    def default_schema(self, schema: Any) -> Shape:
        return self.generate_inner(schema["schema"])

    def nullable_schema(self, schema: Any) -> Shape:
        return self.generate_inner(schema["schema"])

    def literal_schema(self, schema: Any) -> Shape:
        return choice(dict.fromkeys(schema["expected"], ""))


def schema_of(
    model: type[BaseModel], which: int, choices: Mapping[str, Shape], fields: Mapping[str, str]
) -> Shape:
    """Return the schema of a model, with words in Chinese (0) or English (1).

    `fields` tells which of the `choices` a field (`Group.name`) holds; of the others it may hold
    any text.
    """
    made = model.model_json_schema(ref_template="#/definitions/{model}", schema_generator=_Draft07)
    inner: dict[str, Shape] = made.pop("$defs", {})
    blanks = {f"No{group}": _blank(shape) for group, shape in inner.items()}
    for group, shape in {model.__name__: made, **inner}.items():
        for name, value in shape["properties"].items():
            field = f"{group}.{name}"
            if fields.get(field) in choices:
                value = _holding(value, {"$ref": f"#/definitions/{fields[field]}"})
            is_required = name in shape.get("required", ())
            shape["properties"][name] = described(value, field, which, is_required)
    used = {name: choices[name] for name in sorted(choices) if name in fields.values()}
    definitions = {"empty": _EMPTY, **used, **inner, **blanks}
    whole: Shape = hinted({**made, "definitions": definitions}, which)
    return whole


def listed(item: Shape) -> Shape:
    """Return the schema of a list of what has this one."""
    return {
        "type": "array",
        "items": {key: item[key] for key in item if key != "definitions"},
        "definitions": item["definitions"],
    }


def described(value: Shape, field: str, which: int, is_required: bool = False) -> Shape:
    """Return the schema of a field with what is said of it; what is not required may be empty."""
    if not is_required:
        value = {"anyOf": [value, *_blanks_of(value), EMPTY]}
    elif "$ref" in value:  # beside which nothing counts
        value = {"anyOf": [value]}
    return {"description": describe(field)[which], **value}


def hinted(value: Any, which: int) -> Any:
    """Return a schema with hints in words."""
    if isinstance(value, list):
        return [hinted(item, which) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: HINTS[inner][which] if key in _HINTS else hinted(inner, which)
        for key, inner in value.items()
    }


def _blank(group: Shape) -> Shape:
    """Return the schema of a group of which nothing is filled in, which counts as not written.

    Behind two `not`s and without fields: editors shall suggest and tell what the group says.
    """
    names = {"pattern": f"^(?:{'|'.join(group['properties'])})$"}
    other = {"type": ["string", "number", "boolean", "array", "null"]}
    shape = {"not": other, "propertyNames": names, "additionalProperties": EMPTY}
    return {"not": {"not": shape}}


def _blanks_of(value: Shape) -> Iterator[Shape]:
    for each in value.get("anyOf", [value]):
        group = each.get("$ref", "").rpartition("/")[2]
        if group[:1].isupper():
            yield {"$ref": f"#/definitions/No{group}"}


def _holding(shape: Shape, inner: Shape) -> Shape:
    """Return the schema of a text, or of several, as that of what is chosen."""
    if "items" in shape:
        return {**shape, "items": _holding(shape["items"], inner)}
    if any("items" in each for each in shape.get("anyOf", ())):
        return {"anyOf": [_holding(each, inner) for each in shape["anyOf"]]}
    return inner
