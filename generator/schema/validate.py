"""Owns validation: fields of text against a pydantic model, with every fault of the entry.
May not read files; positions are found later, from the keys of a fault.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from generator.problems import Fault
from generator.schema.nearest import nearest
from generator.schema.synonyms import field_for, value_for
from generator.settings import Settings

M = TypeVar("M", bound=BaseModel)

_NEEDS_NO_QUOTES = re.compile(r"[\w· ]+")  # in braces

_STANDARD = {
    "missing": "L201",
    "extra_forbidden": "L202",
    "string_type": "L203",
    "tuple_type": "L205",
    "list_type": "L205",
    "model_type": "L206",
    "model_attributes_type": "L206",
    "dict_type": "L206",
    "literal_error": "L207",
}


class Model(BaseModel):
    """The base of everything that comes out of YAML: frozen, no unknown keys."""

    # A model is built when the first file of its kind is read, which in most builds is one.
    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True
    )

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what is not a default: it is loaded in half the time that pydantic's own takes."""
        defaults = _defaults(type(self))
        mine = {n: v for n, v in self.__dict__.items() if n not in defaults or v != defaults[n]}
        return _restored, (type(self), mine)


@functools.cache
def _defaults(model: type[BaseModel]) -> dict[str, Any]:
    return {n: field.default for n, field in model.model_fields.items() if not field.is_required()}


def _restored(model: type[M], values: dict[str, Any]) -> M:
    new = object.__new__(model)
    put = object.__setattr__  # frozen; these three and its dictionary are all that a model has
    new.__dict__.update(_defaults(model))
    new.__dict__.update(values)
    put(new, "__pydantic_fields_set__", _names(tuple(values)))
    put(new, "__pydantic_extra__", None)
    put(new, "__pydantic_private__", None)
    return new


@functools.cache
def _names(given: tuple[str, ...]) -> set[str]:
    """Return the names that were given: one set for all models that agree, as they are frozen. A
    set for each takes 730 bytes.
    """
    return set(given)


@dataclass(frozen=True, slots=True)
class Context:
    """What entries depend on of the site: its time zone, the language of stories without one, and
    numbers of the office that may be published.
    """

    zone: ZoneInfo
    language: str = "zh"
    public: frozenset[str] = frozenset()

    @classmethod
    def of(cls, settings: Settings) -> Context:
        """Return what entries depend on of these settings."""
        return cls(settings.zone, settings.language, frozenset(settings.options.public_numbers))


def validate(
    model: type[M],
    fields: Mapping[str, Any],
    path: str,
    context: Context,
    prefix: tuple[str | int, ...] = (),
) -> tuple[M | None, tuple[Fault, ...]]:
    """Return the model, or None and one fault for each mistake. Empty fields count as absent.

    `prefix` is where in the file these fields stand, for the positions of faults.
    """
    try:
        return model.model_validate(_without_empty(fields), context=context), ()
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=True)
        faults = [_fault(model, item, path, prefix) for item in found]
        meant = {(*f.keys[:-1], f.nearest.partition(":")[0]) for f in faults if f.code == "L202"}
        # A field that is there under a wrong name is not missing, too.
        return None, tuple(f for f in faults if f.code != "L201" or f.keys not in meant)


def salvage(model: type[M], fields: Mapping[str, Any], context: Context) -> M | None:
    """Return what can be read of fields that `validate` refused, or None.

    Faulty fields, unknown ones and required ones that are missing are absent (None); of a row, only
    its faulty fields if it can do without. Only for finding more mistakes in one go; never for
    publishing.
    """
    kept = _without_empty(fields)
    # Without the values that are wrong, without the fields that hold what is, or what that exposed.
    for whole in (False, True, True):
        try:
            found = _lenient(model).model_validate(kept, context=context)
            return model.model_construct(found.model_fields_set, **vars(found))
        except ValidationError as error:
            for item in error.errors(include_url=False):
                _cut(kept, item["loc"][:1] if whole else item["loc"])
    return None


def _cut(fields: Any, keys: tuple[str | int, ...]) -> None:
    """Remove a value; an item of a list stays, as the numbers of those behind it name them."""
    for key in keys[:-1]:
        try:
            fields = fields[key]
        except (LookupError, TypeError):  # a step that only the model has
            return
    if keys and isinstance(fields, dict):
        fields.pop(keys[-1], None)


@functools.cache
def _lenient(model: type[BaseModel]) -> type[BaseModel]:
    """Return the model with every required field optional."""
    optional: dict[str, Any] = {
        name: (Annotated[field.annotation, *field.metadata] | None, None)
        for name, field in model.model_fields.items()
        if field.is_required()
    }
    return create_model(model.__name__, __base__=model, **optional)


def _without_empty(value: Any) -> Any:
    """Leave out empty texts, lists and mappings; numbers stay, also 0."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        kept = ((k, v if isinstance(v, str) else _without_empty(v)) for k, v in value.items())
        return {k: v for k, v in kept if v or not isinstance(v, (str, list, dict))}
    if isinstance(value, list):
        return [v if isinstance(v, str) else _without_empty(v) for v in value]
    return value


def _fault(model: type[BaseModel], item: Any, path: str, prefix: tuple[str | int, ...]) -> Fault:
    kind: str = item["type"]
    keys = tuple(item["loc"])
    args = dict(item.get("ctx") or {})
    hint = str(args.pop("nearest", ""))
    code = _STANDARD.get(kind, kind if kind.startswith("L") else "L299")
    if code == "L299":
        args = {"reason": item["msg"]}
    elif code == "L201":
        args = {"key": keys[-1]}
    elif code == "L202":
        word = unicodedata.normalize("NFKC", str(keys[-1]))
        known = _fields(model, keys[:-1])
        args, hint = {"key": keys[-1]}, field_for(word, known) or nearest(word, known)
    elif code == "L206":
        hint = _group(model_at(model, keys), item["input"])
    elif code == "L207" and not isinstance(item["input"], str):
        code, args = ("L203" if isinstance(item["input"], list) else "L218"), {}
    elif code == "L207":
        choices = _choices(str(args["expected"]))
        args = {"value": item["input"], "choices": ", ".join(choices)}
        word = str(item["input"])
        hint = value_for(word, choices) or nearest(word, choices)
    on_key = code == "L202"
    return Fault(code, path, prefix + keys, args, hint, on_key=on_key)


def _group(model: Any, given: Any) -> str:
    """Return how a group of fields is written, with the text that stands in its place if that can
    be a name.
    """
    fields = model.model_fields
    if "name" in fields and isinstance(given, str) and _NEEDS_NO_QUOTES.fullmatch(given):
        return f"{{name: {given}}}"
    needed = [name for name, field in fields.items() if field.is_required()]
    return f"{{{', '.join(f'{name}: …' for name in needed)}}}" if needed else ""


def _choices(expected: str) -> list[str]:
    """Read pydantic's `'draft', 'published' or 'withdrawn'`."""
    return [part.strip(" '") for part in expected.replace(" or ", ",").split(",")]


def _fields(model: Any, keys: tuple[str | int, ...]) -> list[str]:
    """Return the names that are allowed at a place inside the model."""
    return list(model_at(model, keys).model_fields)


def model_at(model: Any, keys: tuple[str | int, ...]) -> Any:
    """Return the model of a place inside a model; `keys` are names of fields, and numbers."""
    for key in keys:
        if isinstance(key, str) and (field := model.model_fields.get(key)) is not None:
            model = _inner_model(field.annotation) or model
    return model


def _inner_model(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (Annotated, Union, UnionType, tuple):
        return next((m for a in get_args(annotation) if (m := _inner_model(a))), None)
    return None
