"""Owns turning fields of text into typed models, or into faults that name every mistake at once.
May not know a particular kind.
"""

from generator.schema.nearest import nearest
from generator.schema.validate import Context, salvage, validate

__all__ = ["Context", "nearest", "salvage", "validate"]
