"""Owns finding all models of what editors write. May not know what the fields mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield a model and those within it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models(field.annotation)
    for part in get_args(annotation):
        yield from models(part)
