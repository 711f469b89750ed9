"""Owns the Jinja environment for page templates: autoescape on, undefined names are errors.
May not evaluate content; templates come from `templates/` only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from generator.names import version_of
from generator.render.bytecode import Bytecode
from generator.render.cards import Card
from generator.render.compiling import LeanEnvironment, marked
from generator.render.root import place, rooted
from generator.render.texts import Texts
from generator.render.views.story import PersonBox
from generator.settings import Settings
from generator.source.text import encoding_error

Shared = Card | PersonBox  # what several pages show, found by itself


@dataclass(frozen=True, slots=True)
class SiteWords:
    """`site` in templates."""

    name: str
    description: str
    language: str
    organisation: str


class CardMacro:
    """A macro of `cards.html`, rendered once for a card and its arguments.

    A story stands in some ten listings and beside its related stories; its card is the same
    everywhere because it links through the root mark.
    """

    def __init__(self, macro: Callable[..., str]) -> None:
        self._macro = macro
        # By card, not by permalink: while a preview changes, two sites have a card for one.
        self._made: dict[tuple[Any, ...], dict[Shared, str]] = {}

    def __call__(self, card: Shared, *args: Any, **options: Any) -> Markup:
        """Return a card."""
        return self.each((card,), *args, **options)

    def each(self, cards: Iterable[Shared], *args: Any, **options: Any) -> Markup:
        """Return several cards, one after the other."""
        made = self._made.setdefault((args, tuple(options.items())), {})
        found = []
        for card in cards:
            if (html := made.get(card)) is None:
                html = made[card] = self._macro(card, *args, **options)
            found.append(html)
        return marked("".join(found))


class Macros:
    """`parts` in templates: the macros of a file, looked up once for all pages."""

    def __init__(self, environment: Environment, file: str) -> None:
        self._environment = environment
        self._file = file

    def __getattr__(self, name: str) -> Callable[..., str]:
        macro: Callable[..., str]
        macro = getattr(self._environment.get_template(self._file).module, name)
        setattr(self, name, macro)
        return macro


class CardMacros:
    """`draw` in templates: the macros of `cards.html` by their names."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._made: dict[str, CardMacro] = {}

    def __getattr__(self, name: str) -> CardMacro:
        made = self._made.get(name)
        if made is None:
            macro = getattr(self._environment.get_template("cards.html").module, name)
            made = self._made[name] = CardMacro(macro)
        return made

    def forget(self) -> None:
        """Forget what was rendered, and the cards it was rendered for."""
        self._made.clear()


class _Loader(FileSystemLoader):
    """Reads templates as editors of Windows save them, too: with a BOM."""

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__(folders, encoding="utf-8-sig")

    def get_source(self, environment: Environment, template: str) -> Any:
        """Return a template's source; raises `EncodingError` where it is not UTF-8."""
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError as error:
            raise encoding_error(template, error.object) from None


class Templates:
    """The page templates of one site."""

    def __init__(
        self, folder: Path, settings: Settings, texts: Texts, compiled: Bytecode | None = None
    ) -> None:
        """`folder` is `templates/`; its `pages/` and `partials/` are searched."""
        self._environment = LeanEnvironment(
            loader=_Loader([folder / "pages", folder / "partials", folder]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=compiled,
        )
        self._cards = CardMacros(self._environment)
        known = _globals(settings, texts)
        self._environment.constants = {"t": texts, "site": known["site"]}
        parts = Macros(self._environment, "parts.html")
        more = {"draw": self._cards, "parts": parts, "asset": self._asset}
        self._environment.globals |= {**known, **more}
        self._loaded: dict[str, Template] = {}

    def forget_cards(self) -> None:
        """Begin anew with cards: those of another site are not these."""
        self._cards.forget()

    def load(self, names: Iterable[str]) -> None:
        """Compile templates now: once, before worker processes are forked."""
        for name in sorted({"cards.html", *names}):
            self._loaded[name] = self._environment.get_template(name)

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """Render a template; raises Jinja's errors, which are errors of the program."""
        template = self._loaded.get(name)
        if template is None:
            template = self._loaded[name] = self._environment.get_template(name)
        return template.render(values)

    def _asset(self, name: str) -> str:
        """Return the href of a style that a single page asks for, with a version as those have that
        all pages ask for (`host.assets.versioned`).
        """
        loader = self._environment.loader
        assert loader is not None
        source, *_ = loader.get_source(self._environment, f"theme/assets/{name}")
        return f"{rooted(f'/assets/{name}')}?{version_of(source.encode())}"


def _globals(settings: Settings, texts: Texts) -> dict[str, Any]:
    site = SiteWords(
        settings.site_name,
        settings.description,
        settings.language,
        settings.options.organisation or settings.site_name,
    )
    return {
        "t": texts,
        "root": rooted,
        "site": site,
        "site_url": settings.site_url,
        "absolute": partial(place, base=settings.site_url),
    }
