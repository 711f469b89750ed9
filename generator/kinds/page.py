"""Owns the kind `page`: a hand-written page such as "about", `content/pages/<slug>.md`.
May not read files or other kinds.
"""

from __future__ import annotations

import posixpath
from typing import Any

from generator.kinds.base import Kind, Published
from generator.schema.types import Line, Number, Paragraph


class Page(Published):
    """The front matter of a page. `order` is its place among the links to pages."""

    title: Line
    summary: Paragraph | None = None
    order: Number = 0


def _key(path: str, fields: Any) -> str:
    return posixpath.splitext(path)[0].removeprefix("pages/")


PAGE = Kind(
    name="page",
    folder="pages",
    endings=(".md",),
    model=Page,
    key=_key,
    permalink=lambda key, fields: f"/{key}/",
    title=lambda fields: fields.title,
    template="page.html",
    sample_path="pages/{slug}.md",
    sample="""---
title: {title}
summary:
status: draft
---

{body}
""",
    words={"zh": {"body": "正文从这里开始。"}, "en": {"body": "The text begins here."}},
)
