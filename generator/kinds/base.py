"""Owns what every kind of content declares, and the entry that comes out of it.
May not know a particular kind.
"""

from __future__ import annotations

import pickle
import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Annotated, Any, Generic, Literal, NamedTuple, TypeVar, cast

from generator.problems import Fault
from generator.schema.types import ONE_OR_MANY, Line, Moment, Paragraph, SitePaths, Url, alone
from generator.schema.validate import Model
from generator.source.entry import Unread

Status = Literal["draft", "published", "withdrawn"]


class Published(Model):
    """The fields that every kind shares: what the gate needs, and former permalinks."""

    status: Status = "published"
    publish_at: Moment | None = None
    embargo_until: Moment | None = None
    expires_at: Moment | None = None
    aliases: SitePaths = ()


class Source(Model):
    """Where a piece was first published."""

    name: Line
    url: Url | None = None


class Picture(Model):
    """A picture of our own: a path below `content/`, its text alternative and its maker."""

    src: Line
    alt: Line | None = None
    credit: Line | None = None


PictureField = Annotated[Picture, alone(Picture, "src")]

M = TypeVar("M", bound=Published)
F = TypeVar("F", bound=Published)


class Gist(NamedTuple):
    """What every build asks of every entry, so that it has to load the fields of few only.

    `id` is the entry's own, '' if it gave none. `timeless` tells that it is published whatever the
    time and on whatever basis. `changes` are the W3C dates of its changes. `placed` tells whether
    it says where it stood. Of any kind these are the fields `id`, `basis`, `updated`,
    `corrections` and `placements`: no kind may use one of these names for something else.
    """

    id: str
    aliases: tuple[str, ...]
    timeless: bool
    changes: str
    placed: bool


_gist = lru_cache(maxsize=1024)(Gist)  # most are alike: one that many share pickles as one


def gist_of(fields: Published) -> Gist:
    """Return the gist of an entry's fields."""
    moments = (fields.publish_at, fields.embargo_until, fields.expires_at)
    given = vars(fields).get
    timeless = fields.status == "published" and not any(moments) and not hasattr(fields, "basis")
    changes = (given("updated"), *(each.date for each in given("corrections") or ()))
    return _gist(
        given("id") or "",
        fields.aliases or (),  # None where an entry could be read in part only
        timeless,
        " ".join(when.iso() for when in changes if when is not None),
        bool(given("placements")),
    )


class Packed(Generic[M]):
    """Fields as a former build left them: loaded when they are asked for, of few entries."""

    __slots__ = ("_bytes", "_fields", "gist")

    def __init__(self, gist: Gist, data: bytes) -> None:
        """`data` is a pickle of our own, out of the sealed cache."""
        self.gist = gist
        self._bytes = data
        self._fields: M | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return Packed, (self.gist, self._bytes)

    @property
    def fields(self) -> M:
        """The fields."""
        if self._fields is None:
            self._fields = cast(M, pickle.loads(self._bytes))  # noqa: S301 - see `__init__`
        return self._fields


@dataclass(frozen=True, slots=True)
class Entry(Generic[M]):
    """One valid entry. `key` is unique within its kind; `permalink` is root-relative.

    `tables` names the CSV files whose rows stand in `fields`. `digest` is a key of the bytes of
    the file and of these tables. `text` is the body, or knows where it is, `length` its characters;
    `data` are the fields, or knows them.
    """

    kind: str
    key: str
    path: str
    permalink: str
    title: str
    data: M | Packed[M]
    text: str | Unread = ""
    body_line: int = 1
    tables: tuple[tuple[str, str], ...] = ()
    digest: bytes = b""
    length: int = 0
    _gist: Gist | None = field(default=None, init=False, repr=False, compare=False)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as a call: it is loaded in half the time that a state takes."""
        place = (self.kind, self.key, self.path, self.permalink, self.title)
        read = (self.text, self.body_line, self.tables, self.digest, self.length)
        return Entry, (*place, self.data, *read)

    @property
    def fields(self) -> M:
        """What the front matter says."""
        data = self.data
        return data.fields if isinstance(data, Packed) else data

    @property
    def gist(self) -> Gist:
        """The gist of the fields."""
        gist = self._gist
        if gist is None:
            data = self.data
            gist = data.gist if isinstance(data, Packed) else gist_of(data)
            object.__setattr__(self, "_gist", gist)
        return gist

    @property
    def body(self) -> str:
        """The text after the front matter; raises `ChangedError` if it is not any more what it was
        when the build began.
        """
        return self.text if isinstance(self.text, str) else self.text.body(self.path, self.digest)

    def left_unread(self, unread: Unread) -> Entry[M]:
        """Return the entry without its body, to be read again when it is needed. That of an entry
        with tables stays: its digest is of more than one file.
        """
        return replace(self, text=unread) if self.has_body and not self.tables else self

    def packed(self) -> Entry[M]:
        """Return the entry with its fields as they are kept for the next build."""
        if isinstance(self.data, Packed):
            return self
        return replace(self, data=Packed(self.gist, pickle.dumps(self.data, 5)))

    @property
    def has_body(self) -> bool:
        """Tell whether there is a body, without reading it."""
        return self.text != ""


Values = tuple[tuple[tuple[str | int, ...], str], ...]
Reader = tuple[tuple[str, ...], Callable[[Any], Values]]  # the names of a field, what reads it


@dataclass(frozen=True, slots=True)
class Reference:
    """A field that names things elsewhere.

    `to` is a taxonomy (`columns`), `people`, `stories` or `media`. `at` are the names that lead to
    the field. `values` gives each text with its keys, for the position of a problem.
    """

    to: str
    at: tuple[str, ...]
    values: Callable[[Any], Values]


@dataclass(frozen=True, slots=True)
class Kind:
    """The declaration of one kind of content: the one place that names its folder and fields.

    `check(path, fields)` yields the faults that only this kind can have. `table_fields` are those
    that may name a CSV file of rows. With `needs_basis` nothing is published without the field
    `basis`. `new` fills `sample_path` and `sample` with what `new.create` knows and with these
    `words`, by language.
    """

    name: str
    folder: str
    endings: tuple[str, ...]
    model: type[Published]
    key: Callable[[str, Any], str]
    permalink: Callable[[str, Any], str]
    title: Callable[[Any], str]
    references: tuple[Reference, ...] = ()
    table_fields: tuple[str, ...] = ()
    check: Callable[[str, Any], Iterator[Fault]] = lambda path, fields: iter(())
    template: str = ""
    needs_basis: bool = False
    sample: str = ""
    sample_path: str = ""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def stem(path: str) -> str:
    """Return the file name without folder and ending."""
    return posixpath.splitext(posixpath.basename(path))[0]


def listed(name: str) -> Reader:
    """Return a reader of the values of a field that is a tuple of texts."""
    return (name,), lambda fields: tuple(
        ((name, i), v) for i, v in enumerate(getattr(fields, name))
    )


def single(*names: str) -> Reader:
    """Return a reader of one optional text, possibly inside optional models."""

    def read(fields: Any) -> Values:
        for name in names:
            fields = vars(fields).get(name) if fields is not None else None
        return ((names, fields),) if fields is not None else ()

    return names, read


def each(field: str, name: str) -> Reader:
    """Return a reader of one optional text in every item of a tuple of models."""

    def read(fields: Any) -> Values:
        items = enumerate(getattr(fields, field))
        return tuple(((field, i, name), v) for i, x in items if (v := getattr(x, name)) is not None)

    return (field, name), read


__all__ = [
    "ONE_OR_MANY",
    "Entry",
    "Gist",
    "Kind",
    "Packed",
    "Paragraph",
    "Picture",
    "PictureField",
    "Published",
    "Reference",
    "Source",
    "each",
    "listed",
    "single",
    "stem",
]
