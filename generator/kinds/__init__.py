"""Owns the kinds of content, one module each; what else a new one asks for is in CONTRIBUTING.md.
May not do I/O; kinds do not import each other.
"""

from generator.kinds.base import Kind
from generator.kinds.honor_list import HONOR_LIST
from generator.kinds.page import PAGE
from generator.kinds.person import PERSON
from generator.kinds.story import STORY

KINDS: tuple[Kind, ...] = (STORY, HONOR_LIST, PERSON, PAGE)

__all__ = ["KINDS", "Kind"]
