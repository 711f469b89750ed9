"""Owns what all pages share: the desk that views draw on, head data, pagers, crumbs.
May not know a particular template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar, TypeVarTuple

from generator.graph import Site
from generator.images import Picture as Published
from generator.kinds.base import Entry, Picture
from generator.kinds.person import Person
from generator.plan import FeedPlan, PagePlan
from generator.render.bodies import Bodies
from generator.render.cards import Cards, Image, Link
from generator.render.markdown import Body
from generator.render.pictures import shown
from generator.render.plain import cut
from generator.render.root import rooted
from generator.render.targets import Targets
from generator.render.texts import Texts
from generator.settings import Settings

DESCRIBED = 200  # characters; search engines and share cards show fewer
CARD = (300, 157)  # pixels: of smaller pictures a share card shows nothing
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


@dataclass(frozen=True, slots=True)
class Desk:
    """What views draw on: the site, its settings and texts, cards, and rendered bodies."""

    site: Site
    settings: Settings
    texts: Texts
    cards: Cards
    targets: Targets
    feeds: Mapping[str, FeedPlan]
    bodies: Bodies
    _made: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, make: Callable[[Desk, *Ts], T], *args: *Ts) -> T:
        """Return `make(desk, *args)`, made once for the site; what it returns is shared."""
        key = (make, args)
        if key not in self._made:
            self._made[key] = make(self, *args)
        made: T = self._made[key]
        return made

    def body(self, entry: Entry[Any]) -> Body:
        """Return the rendered body of an entry; empty where it has none."""
        return self.bodies.of(entry)

    def image(self, picture: Picture | None, origin: str) -> Image | None:
        """Return a picture of an entry as pages show it, None where there is none."""
        return image_of(self.targets, picture, origin)

    def first_image(self, entry: Entry[Any]) -> Image | None:
        """Return the first picture of an entry's body that a share card can show."""
        media = map(self.targets.media, self.body(entry).media)
        images = (_image(self.targets, picture) for picture in media if picture)
        return next((image for image in images if _fits_a_card(image)), None)

    def feed_title(self, plan: FeedPlan) -> str:
        """Return the title that readers see in their feed list."""
        name = self.settings.site_name
        return f"{plan.title} · {name}" if plan.title else name


def image_of(targets: Targets, picture: Picture | None, origin: str) -> Image | None:
    """Resolve a picture field; None if there is none or it cannot be shown."""
    if picture is None:
        return None
    found = targets.picture(picture.src, origin).picture
    return _image(targets, found, picture.alt or "", picture.credit or "") if found else None


def _fits_a_card(image: Image) -> bool:
    """Tell whether a picture is large enough for a share card, and no long strip."""
    return image.width >= CARD[0] and CARD[1] <= image.height <= 2 * image.width


def _image(targets: Targets, picture: Published, alt: str = "", credit: str = "") -> Image:
    file = picture.fallback
    return Image(
        rooted(f"/{file.path}"),
        alt,
        credit,
        file.width,
        file.height,
        file.mime,
        partial(targets.size, picture),
        shown(picture),
    )


@dataclass(frozen=True, slots=True)
class Page:
    """What the head of a page says. URLs are absolute; `json_ld` is safe inside a script; `lang`
    is '' where it is that of the site.
    """

    title: str
    description: str
    canonical: str
    kind: str = "website"
    image: Image | None = None
    published: str = ""
    modified: str = ""
    feeds: tuple[Link, ...] = ()
    json_ld: str = ""
    lang: str = ""
    index: bool = True


@dataclass(frozen=True, slots=True)
class Pager:
    """The way through a paginated listing; hrefs are '' where there is no such page. Among the
    pages, 0 stands for those that are left out.
    """

    number: int
    of: int
    prev: str
    next: str
    pages: tuple[tuple[int, str], ...]


def page_of(plan: PagePlan, desk: Desk, title: str, description: str, **more: Any) -> Page:
    """Return the head data that every page has."""
    description = cut(" ".join(description.split()), DESCRIBED) or desk.settings.description
    if plan.number > 1:
        number = desk.texts("page_number", number=plan.number)
        title, description = f"{title} · {number}", f"{description} · {number}"
    return Page(
        title=title,
        description=description,
        canonical=desk.settings.absolute(plan.permalink),
        feeds=desk.once(_feeds, plan.feed),
        **more,
    )


def _feeds(desk: Desk, own: str) -> tuple[Link, ...]:
    """Return the feeds that a page names: its own and that of the site."""
    found = [desk.feeds[f] for f in dict.fromkeys((own, "/feeds/")) if f in desk.feeds]
    return tuple(Link(desk.feed_title(feed), rooted(feed.folder)) for feed in found)


def own_feed(plan: PagePlan) -> str:
    """Return the href of the folder of the page's own feed, or ''."""
    return rooted(plan.feed) if plan.feed else ""


def pager_of(plan: PagePlan) -> Pager | None:
    """Return the pager of a listing of several pages; it shows the ends and the neighbourhood."""
    if plan.of == 1:
        return None

    number, of = plan.number, plan.of
    near = range(max(number - 2, 1), min(number + 2, of) + 1)
    before = (1, 0)[: min(near[0] - 1, 2)]
    after = (0, of)[-min(of - near[-1], 2) :] if near[-1] < of else ()
    pages = [(page, _step(plan, page)) for page in (*before, *near, *after)]
    return Pager(number, of, _step(plan, number - 1), _step(plan, number + 1), tuple(pages))


def _step(plan: PagePlan, number: int) -> str:
    """Return the href of a page of a listing, '' where there is none of that number."""
    if not 1 <= number <= plan.of or plan.of == 1:
        return ""
    return rooted(plan.first if number == 1 else f"{plan.first}page/{number}/")


def position_of(person: Entry[Person], texts: Texts) -> str:
    """Return where a person works, and as what; '' where neither is known."""
    return texts.placed(person.fields.employer, person.fields.title)


def person_link(person: Entry[Person], note: str = "") -> Link:
    """Return the link to a person's page."""
    return Link(person.title, rooted(person.permalink), note)
