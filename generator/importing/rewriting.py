"""Owns the new body: links and pictures of Markdown and raw HTML get targets that Laurel accepts.
May not touch code, nor read the disk; what exists is asked of a World.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.importing.draft import Draft, Edit
from generator.importing.layout import Layout, Span, read_layout
from generator.importing.markup import escaped, guarded, link, tail, target
from generator.importing.notes import Note, make_note
from generator.importing.rawedits import MORE, Replacer, block_edits
from generator.importing.rawhtml import find_tags
from generator.importing.targets import (
    STAYS,
    Verdict,
    World,
    judge_link,
    judge_picture,
    web_address,
)
from generator.importing.templates import References

# Text that was a link's label may form a new link with its surroundings, so the body is gone
# over again; in the last round what is still wrong is only made harmless.
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A body that Laurel accepts, and what could not be kept in it."""

    draft: Draft
    notes: tuple[Note, ...]


def rewrite_targets(draft: Draft, world: World, references: References, path: str) -> Rewritten:
    """Return the body with every link and picture judged; code stays as it is."""
    notes: dict[Note, None] = {}
    final: set[str] = set()
    for number in range(_ROUNDS):
        run = _Round(draft, world, references, path, final, number == _ROUNDS - 1)
        edits = run.edits()
        notes.update(dict.fromkeys(run.notes))
        if not edits:
            break
        draft = draft.edited(edits)
    draft, lost = _name_references(draft, world, references, path)
    return Rewritten(draft, (*notes, *lost))


def _name_references(
    draft: Draft, world: World, references: References, path: str
) -> tuple[Draft, list[Note]]:
    """Replace references that stand as text by the title of the post, or by their name."""
    edits, notes = [], []
    for found in references.pattern.finditer(draft.text):
        reference = references.find(found[0])
        if reference is None:
            continue
        post = world.named(reference.name)
        if post is None:
            line = draft.line_at(found.start())
            notes.append(make_note("reference-lost", path, line, url=reference.name))
        edits.append(Edit(found.start(), found.end(), escaped(post[1] if post else reference.name)))
    return draft.edited(edits), notes


class _Round:
    """One pass over a body; `final` are targets that the importer has set itself."""

    def __init__(
        self, draft: Draft, world: World, references: References, path: str, final: set[str],
        last: bool,
    ) -> None:  # fmt: skip
        self._draft, self._world, self._references = draft, world, references
        self._path, self._final, self._last = path, final, last
        self._layout: Layout = read_layout(draft)
        self.notes: list[Note] = []

    def edits(self) -> list[Edit]:
        edits: list[Edit] = []
        links: list[tuple[Span, bool]] = []
        anchors: dict[int, Replacer] = {}
        for span in self._layout.spans:
            links = [(s, kept) for s, kept in links if s.end > span.start]
            within = any(kept for _, kept in links)
            if span.kind == "link":
                made, kept = self._link(span)
                links.append((span, kept))
            elif span.kind == "html":
                replacer = anchors.setdefault(span.block, self._replacer())
                made = self._tag(span, replacer, within)
            else:
                replaced = anchors.get(span.block)
                within = within or (replaced is not None and replaced.in_anchor)
                made = self._leaf(span, within)
            edits.extend(made)
        edits.extend(self._definitions())
        for raw in self._layout.raw:
            edits.extend(block_edits(raw, self._draft, self._replacer()))
        return edits

    def _definitions(self) -> list[Edit]:
        """Return the removal of definitions that lead nowhere now: their uses were written out."""
        found: list[Edit] = []
        for definition in self._layout.definitions:
            verdict = self._judge(definition.target)
            if not (verdict.stays or web_address(definition.target)):
                found.append(Edit(definition.start, definition.end, ""))
        return found

    def _replacer(self) -> Replacer:
        return Replacer(self._judge, self._picture, self.note)

    def note(self, code: str, offset: int, url: str) -> None:
        self.notes.append(make_note(code, self._path, self._draft.line_at(offset), url=url))

    def _judge(self, url: str) -> Verdict:
        if url in self._final:
            return STAYS
        verdict = judge_link(url, self._world, self._references)
        if verdict.target:
            self._final.add(target(verdict.target))
        return verdict

    def _picture(self, url: str) -> Verdict:
        if url in self._final:
            return STAYS
        verdict = judge_picture(url, self._world)
        if verdict.target:
            self._final.add(target(verdict.target))
        return verdict

    def _link(self, span: Span) -> tuple[list[Edit], bool]:
        """Return the edits of a link, and whether it is still one afterwards."""
        verdict = self._judge(span.target)
        if verdict.code:
            self.note(verdict.code, span.start, self._shown(span.target))
        label_start, label_end = span.label
        if verdict.stays:
            return [], True
        if verdict.target:
            return [Edit(label_end, span.end, tail(verdict.target, span.title))], True
        if self._last or self._in_formula(span):
            return [Edit(span.start, span.start, "\\")], False
        opening = Edit(span.start, label_start, "")
        closing = Edit(label_end, span.end, "")
        return [opening, closing, *self._guard(span)], False

    def _shown(self, url: str) -> str:
        reference = self._references.find(url)
        return reference.name if reference else url

    def _guard(self, span: Span) -> list[Edit]:
        label = self._draft.text[slice(*span.label)]
        safe = guarded(label) if span.leads and not span.in_cell else label
        if safe == label:
            return []
        offset = span.label[0] + next(n for n, c in enumerate(safe) if c == "\\")
        return [Edit(offset, offset, "\\")]

    def _in_formula(self, span: Span) -> bool:
        """Tell whether `[…](…)` stands between two dollars of its line, as in `$f[x](y)$`."""
        text = self._draft.text
        before = text[text.rfind("\n", 0, span.start) + 1 : span.start]
        after = text[span.end :].split("\n", 1)[0]
        return before.count("$") % 2 == 1 and "$" in after

    def _leaf(self, span: Span, within: bool) -> list[Edit]:
        if span.kind == "image":
            return self._image(span, within)
        if span.kind == "autolink":
            return self._autolink(span)
        return []

    def _image(self, span: Span, within: bool) -> list[Edit]:
        verdict = self._picture(span.target)
        if verdict.stays:
            return []
        if verdict.target:
            return [Edit(span.label[1], span.end, tail(verdict.target, span.title))]
        self.note(verdict.code, span.start, span.target)
        if self._last:
            return [Edit(span.start, span.start + 1, "\\!\\")]
        text = self._replacer().words(span.alt, span.target, verdict.code, within)
        return [self._placed(span, text)]

    def _autolink(self, span: Span) -> list[Edit]:
        verdict = self._judge(span.target)
        if verdict.stays:
            return []
        if verdict.target:
            return [self._placed(span, link(target(span.target), verdict.target))]
        self.note(verdict.code, span.start, self._shown(span.target))
        shown = self._draft.text[span.start + 1 : span.end - 1]
        known = self._references.find(span.target)
        return [self._placed(span, shown if known else escaped(shown))]

    def _placed(self, span: Span, text: str) -> Edit:
        if span.in_cell:
            text = text.replace("\\|", "|").replace("|", "\\|")
        elif span.leads:
            text = guarded(text)
        return Edit(span.start, span.end, text)

    def _tag(self, span: Span, replacer: Replacer, within: bool) -> list[Edit]:
        if MORE.fullmatch(span.target):
            return [Edit(span.start, span.end, "")]
        tag = next(find_tags(self._draft.text[span.start : span.end]), None)
        if tag is None or self._last:
            return []
        replaced = replacer.replace(tag, span.start, within)
        return [self._placed(span, replaced.text)] if replaced is not None else []
