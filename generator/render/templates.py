"""Owns the Jinja environment for page templates: autoescape on, undefined names are errors.
May not evaluate content; templates come from `templates/` only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from generator.render.cards import Card
from generator.render.root import place, rooted
from generator.render.texts import Texts
from generator.settings import Settings


class CardMacros:
    """The macros of `cards.html`, each rendered once for a card and its arguments.

    A story stands in some ten listings and beside its related stories; its card is the same
    everywhere because it links through the root mark. Templates call them as `draw.tile(card)`.
    """

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._made: dict[tuple[Any, ...], tuple[Card, Any]] = {}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        macro = getattr(self._environment.get_template("cards.html").module, name)

        def drawn(*args: Any, **options: Any) -> Any:
            if not args or not isinstance(args[0], Card):
                return macro(*args, **options)
            # By identity: while a preview changes, two sites have a card for one permalink.
            key = (name, id(args[0]), args[1:], tuple(sorted(options.items())))
            if key not in self._made:
                self._made[key] = args[0], macro(*args, **options)
            return self._made[key][1]

        self.__dict__[name] = drawn
        return drawn

    def forget(self) -> None:
        """Forget what was rendered, and the cards it was rendered for."""
        self._made.clear()


class Templates:
    """The page templates of one site."""

    def __init__(self, folder: Path, settings: Settings, texts: Texts) -> None:
        """`folder` is `templates/`; its `pages/` and `partials/` are searched."""
        self._environment = Environment(
            loader=FileSystemLoader([folder / "pages", folder / "partials", folder]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._cards = CardMacros(self._environment)
        self._environment.globals |= {**_globals(settings, texts), "draw": self._cards}
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


def _globals(settings: Settings, texts: Texts) -> dict[str, Any]:
    site = {
        "name": settings.site_name,
        "description": settings.description,
        "language": settings.language,
        "organisation": settings.options.organisation or settings.site_name,
    }
    return {
        "t": texts,
        "root": rooted,
        "site": site,
        "site_url": settings.site_url,
        "absolute": partial(place, base=settings.site_url),
    }
