"""Pages of every kind in a real browser: nobody is kept out, nothing is fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from builds import Project

from generator.pipeline import Prepared
from generator.plan import PagePlan
from generator.render.views import VIEWS

WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")
KINDS = sorted(VIEWS)
USUAL, TWICE = 125, 250  # per cent of the browser's size of text
GRAVE = ("serious", "critical")
# How many characters the last line of an element has, for texts of 20 lengths from one on.
LAST_LINES = """(element, least) => Array.from({ length: 20 }, (_, more) => {
  element.textContent = "字".repeat(least + more)
  const range = document.createRange()
  range.selectNodeContents(element)
  const size = parseFloat(getComputedStyle(element).fontSize)
  return [...range.getClientRects()].at(-1).width / size
})"""
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth
  return document.documentElement.scrollWidth <= width ? [] :
    [...document.querySelectorAll("body *")]
      .filter((e) => e.getBoundingClientRect().right > width + 1)
      .map((e) => e.outerHTML.slice(0, 120))
}"""


@contextmanager
def opened(browser: Any, width: int = 1280, scheme: str = "light", **more: Any) -> Iterator[Any]:
    """Open a tab of a width and colour scheme that remembers what went wrong in it."""
    size = {"width": width, "height": 844}
    context = browser.new_context(viewport=size, color_scheme=scheme, **more)
    page = context.new_page()
    page.wrong, page.requests = [], []
    page.on("console", lambda m: m.type in ("error", "warning") and page.wrong.append(m.text))
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("request", lambda request: page.requests.append(request.url))
    page.on("response", lambda r: r.status >= 400 and page.wrong.append(f"{r.status} {r.url}"))
    try:
        yield page
    finally:
        context.close()


def at(site_url: str, plan: PagePlan) -> str:
    return site_url + quote(plan.permalink[1:])


def fullest(samples: dict[str, tuple[PagePlan, ...]], kind: str) -> PagePlan:
    return samples[kind][min(1, len(samples[kind]) - 1)]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_asked_of_another_host_and_nothing_goes_wrong(
    browser: Any, site_url: str, samples: dict[str, tuple[PagePlan, ...]], kind: str
) -> None:
    with ExitStack() as stack:
        pages = [stack.enter_context(opened(browser)) for _ in samples[kind]]
        for page, plan in zip(pages, samples[kind], strict=True):
            page.goto(at(site_url, plan))
            page.mouse.wheel(0, 20_000)
        for page in pages:  # all are idle half a second later
            page.wait_for_load_state("networkidle")
            assert page.wrong == []
            foreign = [u for u in page.requests if not u.startswith((site_url, "data:"))]
            assert foreign == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_no_serious_barrier(
    browser: Any,
    site_url: str,
    samples: dict[str, tuple[PagePlan, ...]],
    axe: str,
    width: int,
    scheme: str,
) -> None:
    found = []
    with opened(browser, width, scheme, reduced_motion="reduce") as page:
        for kind in KINDS:
            page.goto(at(site_url, fullest(samples, kind)))
            assert page.locator("body").get_attribute("data-md-color-scheme") == (
                "slate" if scheme == "dark" else "default"
            )
            page.add_script_tag(path=axe)
            result = page.evaluate("axe.run({resultTypes: ['violations']})")
            found += [
                f"{kind}: {v['id']}: {node['html'][:200]} {node['failureSummary']}"
                for v in result["violations"]
                for node in v["nodes"][:3]
                if v["impact"] in GRAVE
            ]
    assert found == []


def test_the_button_on_the_dark_board_can_be_read_under_the_pointer(
    browser: Any, site_url: str
) -> None:
    with opened(browser) as page:
        page.goto(site_url)
        button = page.locator(".board .more a")
        button.hover()
        dark = page.locator(".board").evaluate("e => getComputedStyle(e).backgroundColor")
        assert button.evaluate("e => getComputedStyle(e).color") == dark


@pytest.fixture(scope="module")
def too_wide(
    browser: Any, site_url: str, samples: dict[str, tuple[PagePlan, ...]]
) -> Callable[[str, int], dict[str, list[str]]]:
    """`too_wide(kind, size)`: what is wider than a phone, for text of so many per cent, by page."""

    @cache
    def measured(kind: str) -> dict[int, dict[str, list[str]]]:
        found: dict[int, dict[str, list[str]]] = {size: {} for size in (USUAL, TWICE)}
        with opened(browser, 390) as page:
            for plan in samples[kind]:
                page.goto(at(site_url, plan))
                found[USUAL][plan.permalink] = page.evaluate(TOO_WIDE)
                page.evaluate(f"document.documentElement.style.fontSize = '{TWICE}%'")
                found[TWICE][plan.permalink] = page.evaluate(TOO_WIDE)
        return found

    return lambda kind, size: {page: wide for page, wide in measured(kind)[size].items() if wide}


@pytest.mark.parametrize("kind", KINDS)
def test_a_phone_shows_a_page_without_sideways_scrolling(
    too_wide: Callable[[str, int], dict[str, list[str]]], kind: str
) -> None:
    assert too_wide(kind, USUAL) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_text_twice_as_large_stays_on_a_phone(
    too_wide: Callable[[str, int], dict[str, list[str]]], kind: str
) -> None:
    assert too_wide(kind, TWICE) == {}


def test_a_column_with_a_very_long_name_does_not_widen_pages(browser: Any, site_url: str) -> None:
    with opened(browser, 1280) as page:
        page.goto(site_url)
        page.locator(".sections a").last.evaluate("link => link.textContent = '栏目'.repeat(60)")
        assert page.evaluate(TOO_WIDE) == []


SMALL_TARGETS = """() => [...document.querySelectorAll(
    ".chips a, .pager a, .foot a, .letters a, .index a, .feeds__item a, .more a, .sort")]
  .filter((e) => e.checkVisibility())
  .filter((e) => e.getBoundingClientRect().height < 40 || e.getBoundingClientRect().width < 40)
  .map((e) => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_alone_is_as_large_as_a_fingertip(
    browser: Any, site_url: str, samples: dict[str, tuple[PagePlan, ...]], kind: str
) -> None:
    with opened(browser, 390, has_touch=True, is_mobile=True) as page:
        page.goto(at(site_url, fullest(samples, kind)))
        assert page.evaluate(SMALL_TARGETS) == []


class TestHonorTable:
    @pytest.fixture
    def page(
        self, browser: Any, site_url: str, samples: dict[str, tuple[PagePlan, ...]]
    ) -> Iterator[Any]:
        with opened(browser) as page:
            page.goto(at(site_url, fullest(samples, "honor_list.html")))
            yield page

    @staticmethod
    def column(page: Any, heading: str) -> list[str]:
        return list(
            page.evaluate(
                """(heading) => {
                  const table = document.querySelector("table[data-sortable]")
                  const heads = [...table.tHead.rows[0].cells].map((c) => c.textContent.trim())
                  const at = heads.indexOf(heading)
                  return [...table.tBodies[0].rows].map((row) =>
                    (row.cells[at].dataset.value ?? row.cells[at].textContent).trim())
                }""",
                heading,
            )
        )

    def test_sorts_by_a_column_of_numbers_up_and_down(self, page: Any, prepared: Prepared) -> None:
        heading = prepared.desk.texts.class_year
        before = self.column(page, heading)
        button = page.get_by_role("button", name=heading)
        button.click()
        up = self.column(page, heading)
        assert up == sorted(before, key=lambda year: (year == "", year)) and len(set(up)) > 1
        button.click()
        down = self.column(page, heading)
        filled = [year for year in up if year]
        assert [year for year in down if year] == filled[::-1]
        assert page.locator("th[aria-sort='descending']").count() == 1

    def test_sorts_by_keyboard_too(self, page: Any, prepared: Prepared) -> None:
        heading = prepared.desk.texts.class_year
        page.get_by_role("button", name=heading).focus()
        page.keyboard.press("Enter")
        years = self.column(page, heading)
        assert years == sorted(years, key=lambda year: (year == "", year))

    def test_the_number_brings_the_first_order_back(self, page: Any, prepared: Prepared) -> None:
        heading = prepared.desk.texts.no_
        before = self.column(page, heading)
        page.get_by_role("button", name=prepared.desk.texts.honoree).click()
        page.get_by_role("button", name=heading).click()
        assert self.column(page, heading) == before


def test_the_drawer_opens_leads_on_and_closes(browser: Any, site_url: str) -> None:
    with opened(browser, 390) as page:
        page.goto(site_url)
        drawer = page.locator(".md-sidebar--primary")
        link = drawer.locator("a").nth(1)
        assert not in_view(link)
        page.locator("header label[for='__drawer']").click()
        page.wait_for_function("document.querySelector('#__drawer').checked")
        page.wait_for_function(
            "document.querySelector('.md-sidebar--primary').getBoundingClientRect().left >= 0"
        )
        target = link.get_attribute("href")
        assert target
        link.click()
        page.wait_for_url(f"**/{target.lstrip('./')}")
        assert not page.locator("#__drawer").is_checked()


def test_the_drawer_opens_and_closes_by_keyboard(browser: Any, site_url: str) -> None:
    with opened(browser, 390) as page:
        page.goto(site_url)
        page.locator("#__drawer").press("Space")
        assert page.locator("#__drawer").is_checked()
        page.keyboard.press("Escape")
        assert not page.locator("#__drawer").is_checked()


@pytest.mark.parametrize("way", ["Tab", "Shift+Tab"])
def test_the_drawer_closes_when_the_keyboard_leaves_it(
    browser: Any, site_url: str, way: str
) -> None:
    with opened(browser, 390, reduced_motion="reduce") as page:
        page.goto(site_url)
        page.locator("#__drawer").focus()
        page.keyboard.press("Space")
        links = page.locator(".drawer a")
        (links.last if way == "Tab" else links.first).focus()
        assert page.locator("#__drawer").is_checked()
        page.keyboard.press(way)
        assert not page.locator("#__drawer").is_checked()
        assert page.locator(":focus").evaluate("element => !element.closest('.drawer')")


def in_view(locator: Any) -> bool:
    box = locator.evaluate("e => e.getBoundingClientRect().toJSON()")
    return bool(box["right"] > 0 and box["left"] < WIDTHS[0])


def test_the_palette_can_be_chosen_and_is_remembered(browser: Any, site_url: str) -> None:
    with opened(browser) as page:
        page.goto(site_url)
        seen = [scheme_of(page)]
        for _ in range(2):
            page.locator("form[data-md-component=palette] label:visible").click()
            seen.append(scheme_of(page))
        assert seen == ["default", "default", "slate"]  # the system's (light), light, dark
        page.goto(f"{site_url}about/")
        assert scheme_of(page) == "slate"
        assert page.wrong == []


def scheme_of(page: Any) -> str:
    return str(page.locator("body").get_attribute("data-md-color-scheme"))


@pytest.mark.parametrize(
    "storage",
    [
        "get() { throw new DOMException('', 'SecurityError') }",  # cookies are forbidden
        "value: null",  # some apps' browsers
        "value: { getItem: () => '{', setItem() {} }",  # others wrote it
    ],
)
def test_the_palette_can_be_chosen_where_nothing_can_be_kept(
    browser: Any, site_url: str, storage: str
) -> None:
    with opened(browser) as page:
        page.add_init_script(f"Object.defineProperty(window, 'localStorage', {{ {storage} }})")
        page.goto(site_url)
        for _ in range(2):
            page.locator("form[data-md-component=palette] label:visible").click()
        assert scheme_of(page) == "slate"
        assert page.wrong == []


def test_the_palette_follows_the_system_until_one_is_chosen(browser: Any, site_url: str) -> None:
    with opened(browser) as page:
        page.goto(site_url)
        page.emulate_media(color_scheme="dark")
        page.wait_for_function("document.body.dataset.mdColorScheme === 'slate'")


def test_a_policy_may_forbid_scripts_in_pages(
    browser: Any, site_url: str, samples: dict[str, tuple[PagePlan, ...]]
) -> None:
    with opened(browser) as page:
        page.route("**/*", _with_policy)
        for kind in KINDS:
            page.goto(at(site_url, fullest(samples, kind)))
        page.locator("form[data-md-component=palette] label:visible").click()
        page.locator("form[data-md-component=palette] label:visible").click()
        page.reload()
        assert scheme_of(page) == "slate"
        page.wait_for_load_state("networkidle")
        page.unroute_all(behavior="wait")
        assert [text for text in page.wrong if "404" not in text] == []


def _with_policy(route: Any) -> None:
    if route.request.resource_type != "document":
        route.continue_()
        return
    response = route.fetch()
    policy = {"content-security-policy": "script-src 'self'"}
    route.fulfill(response=response, headers=response.headers | policy)


@pytest.mark.parametrize("path", ["nothing", "a/b/c/nothing/", "stories/2024/no-such-story/"])
def test_a_missing_page_is_whole_at_any_depth(
    browser: Any, finished_project: Project, serve_folder: Callable[[Any, str], str], path: str
) -> None:
    home = serve_folder(finished_project.site, "/news/")
    with opened(browser) as page:
        answer = page.goto(f"{home}{path}", wait_until="networkidle")
        assert answer.status == 404
        wrong = [text for text in page.wrong if path not in text and "404" not in text]
        missing = [text for text in page.wrong if text.startswith("4") and path not in text]
        assert (wrong, missing) == ([], [])
        sheets = page.evaluate("[...document.styleSheets].map((s) => s.cssRules.length)")
        assert len(sheets) >= 2 and all(sheets)
        page.locator(".md-content a").first.click()
        page.wait_for_load_state()
        assert page.url.startswith(home) and page.locator("h1").count() == 1


def test_pages_read_well_without_scripts(
    browser: Any, site_url: str, samples: dict[str, tuple[PagePlan, ...]]
) -> None:
    with opened(browser, 390, java_script_enabled=False) as page:
        for kind in ("story.html", "honor_list.html"):
            page.goto(at(site_url, fullest(samples, kind)))
            assert page.locator("h1").is_visible()
        assert page.locator("table.honorees tbody tr").first.is_visible()


def test_a_former_permalink_brings_the_reader_to_the_story(
    browser: Any, site_url: str, prepared: Prepared
) -> None:
    redirect = prepared.redirects[0]
    with opened(browser) as page:
        page.goto(site_url + redirect.alias[1:])
        page.wait_for_url(f"**{redirect.target}")
        assert page.locator("h1").inner_text() == redirect.title


def test_the_way_to_the_content_is_the_first_stop_of_the_keyboard(
    browser: Any, site_url: str
) -> None:
    with opened(browser) as page:
        page.goto(site_url)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash") == "#content"


def test_a_story_prints_without_the_furniture(
    browser: Any, site_url: str, samples: dict[str, tuple[PagePlan, ...]]
) -> None:
    with opened(browser) as page:
        page.goto(at(site_url, fullest(samples, "story.html")))
        page.emulate_media(media="print")
        assert page.locator("h1").is_visible()
        assert not page.locator("header.md-header").is_visible()


def test_choosing_a_palette_leaves_the_page_where_it_is(browser: Any, site_url: str) -> None:
    with opened(browser) as page:
        page.goto(site_url)
        page.locator("form[data-md-component=palette] label:visible").click()
        assert page.evaluate("scrollY") == 0
        page.locator(".search-open").focus()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == "__palette"
        assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize("path", ["", "stories/", "honors/"])
def test_no_headline_leaves_a_character_or_two_for_its_last_line(
    browser: Any, site_url: str, path: str
) -> None:
    with opened(browser, 360) as page:
        page.goto(f"{site_url}{path}")
        assert page.evaluate(SHORT_LAST_LINES) == []


SHORT_LAST_LINES = """() => [...document.querySelectorAll(".headline a")].filter((link) => {
  const range = document.createRange()
  range.selectNodeContents(link)
  const boxes = [...range.getClientRects()]
  const last = boxes.at(-1), size = parseFloat(getComputedStyle(link).fontSize)
  return boxes[0].top !== last.top && last.width < 2.5 * size
}).map((link) => link.textContent)"""


@pytest.mark.parametrize("width", [360, 390, 1280])
def test_headlines_of_short_clauses_are_broken_between_them(
    browser: Any, site_url: str, width: int
) -> None:
    with opened(browser, width) as page:
        page.goto(site_url)
        lines = page.locator(".clauses").evaluate_all(
            """(headlines) => headlines.flatMap((headline) => {
              const range = document.createRange()
              const text = headline.querySelector("a").firstChild
              const tops = Array.from(text.data, (_, at) => {
                range.setStart(text, at)
                range.setEnd(text, at + 1)
                return range.getBoundingClientRect().top
              })
              return Array.from(text.data).filter((_, at) => tops[at + 1] > tops[at] + 9)
            })"""
        )
    assert set(lines) <= set("，：？、！ ”") and (lines or width > 1000)


def test_headings_in_a_text_are_not_spread_over_the_line(
    browser: Any, site_url: str, prepared: Prepared
) -> None:
    story = next(s for s in prepared.site.stories if "<h2" in prepared.desk.bodies[s.path].html)
    with opened(browser) as page:
        page.goto(site_url + story.permalink[1:])
        of = "element => getComputedStyle(element).textAlign"
        assert page.locator(".prose h2").first.evaluate(of) == "start"


def test_a_long_word_does_not_widen_the_column_of_its_story(
    browser: Any, site_url: str, samples: dict[str, tuple[PagePlan, ...]]
) -> None:
    with opened(browser) as page:
        page.goto(at(site_url, fullest(samples, "story.html")))
        widths = page.locator(".related .tile").evaluate_all(
            """(tiles) => {
              const headline = tiles[0].querySelector(".headline")
              headline.lang = "en"
              headline.textContent = "Antidisestablishmentarianism".repeat(2)
              return tiles.map((tile) => tile.getBoundingClientRect().width)
            }"""
        )
        assert len(widths) > 1 and max(widths) - min(widths) < 1


@pytest.mark.parametrize("width", [360, 1280])
def test_a_foreign_name_in_a_list_is_broken_between_its_words(
    browser: Any, site_url: str, samples: dict[str, tuple[PagePlan, ...]], width: int
) -> None:
    with opened(browser, width) as page:
        page.goto(at(site_url, fullest(samples, "honor_list.html")))
        lines = page.locator("tbody .honorees__name").first.evaluate(
            """(cell) => {
              cell.textContent = "Christopher Featherstone"
              const range = document.createRange()
              range.selectNodeContents(cell)
              return range.getClientRects().length
            }"""
        )
        assert lines <= 2


def test_what_is_found_does_not_push_the_foot_through_the_window(
    browser: Any, site_url: str
) -> None:
    with opened(browser, 390) as page:
        page.goto(f"{site_url}search/")
        assert page.locator(".foot").evaluate("foot => foot.getBoundingClientRect().top") >= 844


def test_a_list_that_is_not_wide_does_not_say_that_it_is(
    browser: Any, finished_project: Project, serve_folder: Callable[[Any, str], str]
) -> None:
    home = serve_folder(finished_project.site, "/news/")
    for width, told in ((700, False), (240, True)):
        with opened(browser, width) as page:
            page.goto(f"{home}honors/may-day-2024/", wait_until="networkidle")
            page.evaluate("() => new Promise(requestAnimationFrame)")
            assert page.locator(".hint").is_visible() is told


def test_numbers_beside_each_other_in_the_figures_are_told_apart(
    browser: Any, site_url: str
) -> None:
    with opened(browser) as page:
        page.goto(f"{site_url}figures/")
        page.locator(".chart summary").first.click()
        gaps = page.locator(".chart table").first.evaluate(
            """(table) => [...table.rows].flatMap((row) => [...row.cells].map((cell) => {
              const range = document.createRange()
              range.selectNodeContents(cell)
              return range.getBoundingClientRect()
            }).map((box, at, all) => at ? box.left - all[at - 1].right : 99))"""
        )
        assert min(gaps) > 4


def test_a_wide_table_and_a_cover_stay_within_the_printed_column(
    browser: Any, site_url: str, samples: dict[str, tuple[PagePlan, ...]]
) -> None:
    with opened(browser, 700) as page:  # A4
        page.goto(at(site_url, fullest(samples, "story.html")))
        page.emulate_media(media="print")
        page.locator(".prose").evaluate(
            """(prose) => {
              const row = "<td>某某有限责任公司</td>".repeat(11)
              prose.innerHTML = `<div class="md-typeset__scrollwrap"><div class="md-typeset__table">
                <table><tbody><tr>${row}</tr></tbody></table></div></div>`
            }"""
        )
        sheet, cover, cell = (
            page.locator(place).evaluate("e => e.getBoundingClientRect().toJSON()")
            for place in (".story__head", ".story__cover .cover", ".prose td:last-child")
        )
        assert cover["left"] == sheet["left"]
        assert max(cover["right"], cell["right"]) <= sheet["right"]


def test_a_wide_table_scrolls_by_itself_before_the_script_comes(
    browser: Any, site_url: str, samples: dict[str, tuple[PagePlan, ...]]
) -> None:
    with opened(browser, 390) as page:
        page.goto(at(site_url, fullest(samples, "story.html")))
        width, right = page.locator(".prose").evaluate(
            """(prose) => {
              const row = "<td>1,234,567</td>".repeat(11)
              prose.innerHTML = `<table><tbody><tr>${row}</tr></tbody></table>`
              const table = prose.firstChild
              return [table.scrollWidth, table.getBoundingClientRect().right]
            }"""
        )
        assert right <= 390 < width


def test_the_pages_of_a_long_listing_stay_on_a_narrow_phone(browser: Any, site_url: str) -> None:
    with opened(browser, 320, has_touch=True, is_mobile=True) as page:
        page.goto(f"{site_url}stories/")
        page.locator(".pager ol").evaluate(
            """(list) => {
              const last = list.lastElementChild
              last.firstElementChild.textContent = "1000"
              for (let more = 0; more < 4; more++) list.append(last.cloneNode(true))
            }"""
        )
        assert page.evaluate(TOO_WIDE) == []


def test_no_letter_or_stop_turns_the_pages_of_a_listing(browser: Any, site_url: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site_url}stories/page/2/")
        page.evaluate(
            """() => {
              navigation.onnavigate = (event) => { event.preventDefault(); window.left = true }
            }"""
        )
        for key in ("n", ".", "p", ","):
            page.keyboard.press(key)
        assert page.evaluate("window.left ?? false") is False


def test_the_rows_of_a_figure_are_not_squeezed_into_its_tile(
    browser: Any, site: Path, serve_folder: Callable[[Any, str], str]
) -> None:
    with opened(browser) as page:
        page.goto(serve_folder(site.parent / "site-internal", "/"))
        page.locator(".tile summary").first.click()
        day = page.locator(".tile td:nth-child(2)").first
        lines = """(cell) => {
          const range = document.createRange()
          range.selectNodeContents(cell)
          return range.getClientRects().length
        }"""
        assert day.evaluate(lines) == 1


def test_a_column_of_numbers_is_set_to_the_right(
    browser: Any, site_url: str, samples: dict[str, tuple[PagePlan, ...]]
) -> None:
    with opened(browser) as page:
        page.goto(at(site_url, fullest(samples, "story.html")))
        page.locator(".prose").evaluate(
            """(prose) => {
              const head = '<th>年</th><th class="align-right">数</th>'
              const row = '<td>2024</td><td class="align-center">12</td>'
              prose.innerHTML = `<table><thead><tr>${head}</tr></thead><tbody><tr>${row}</table>`
            }"""
        )
        of = "cells => cells.map((cell) => getComputedStyle(cell).textAlign)"
        assert page.locator(".prose :is(th, td)").evaluate_all(of) == [
            "left",
            "right",
            "left",
            "center",
        ]


BELOW_SOMETHING = """() => {
  const element = document.activeElement, box = element.getBoundingClientRect()
  const top = document.elementFromPoint(box.left + Math.min(box.width / 2, 40), box.top + 4)
  const seen = !top || top.contains(element) || element.contains(top)
  return seen ? [] : [`${element.outerHTML.slice(0, 120)} is below ${top.outerHTML.slice(0, 80)}`]
}"""


@pytest.mark.parametrize(("width", "path"), [(390, ""), (390, "honors/"), (1280, "stories/")])
def test_what_the_keyboard_goes_back_to_is_not_below_the_header(
    browser: Any, site_url: str, width: int, path: str
) -> None:
    with opened(browser, width, reduced_motion="reduce") as page:
        page.goto(f"{site_url}{path}")
        links = page.locator(".md-content a")
        links.last.focus()
        found = []
        for _ in range(links.count() - 1):
            page.keyboard.press("Shift+Tab")
            found += page.evaluate(BELOW_SOMETHING)
        assert found == []


def test_what_the_keyboard_goes_back_to_in_the_box_is_not_below_its_form(
    browser: Any, site_url: str
) -> None:
    with opened(browser) as page:
        page.set_viewport_size({"width": 1280, "height": 500})
        page.goto(site_url)
        page.keyboard.press("/")
        page.keyboard.type("校友")
        page.locator(".hits--box .hit").nth(7).wait_for()
        found = []
        for key in ["ArrowDown"] * 8 + ["ArrowUp"] * 7:
            page.keyboard.press(key)
            found += page.evaluate(BELOW_SOMETHING)
        assert found == []


def test_a_long_reference_does_not_make_its_row_tall(browser: Any, site_url: str) -> None:
    with opened(browser, 390) as page:
        page.goto(f"{site_url}honors/2024-may-day/")
        page.locator(".honorees__evidence").first.evaluate(
            "cell => cell.textContent = '增选公告与毕业生名册两处依据'.repeat(3)"
        )
        row = page.locator(".honorees tbody tr").first.bounding_box()
        assert row and row["height"] < 120


def test_no_neighbour_leaves_a_character_for_its_last_line(browser: Any, site_url: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site_url}stories/")
        page.locator(".row a").nth(1).click()
        page.locator(".neighbours__title").first.wait_for()
        assert min(page.locator(".neighbours__title").first.evaluate(LAST_LINES, 20)) > 2.5


@pytest.mark.parametrize("name", ["", "people__name", "neighbours__title"])
def test_an_apostrophe_in_english_is_narrow(
    browser: Any, site_url: str, prepared: Prepared, name: str
) -> None:
    story = next(s for s in prepared.site.stories if s.fields.lang == "en")
    with opened(browser) as page:
        page.goto(site_url + story.permalink[1:])
        width = page.locator("h1").evaluate(
            """(heading, name) => {
              heading.innerHTML = `<span class="${name}">’</span>`
              const quote = heading.firstChild
              quote.style.display = "inline" // as wide as its text
              const size = parseFloat(getComputedStyle(quote).fontSize)
              return quote.getBoundingClientRect().width / size
            }""",
            name,
        )
        assert width < 0.4


def test_no_line_begins_with_the_dot_within_a_name(
    browser: Any, site_url: str, samples: dict[str, tuple[PagePlan, ...]]
) -> None:
    names = "".join(f"{'艾' * (n % 7)}依·古·丽·买·提、" for n in range(60))

    def with_names(route: Any) -> None:
        response = route.fetch()
        body = response.text().replace("</h1>", f"</h1><p id=names>{names}</p>", 1)
        route.fulfill(response=response, body=body)

    with opened(browser, 390) as page:
        page.route("**/stories/**", lambda route: with_names(route))
        page.goto(at(site_url, fullest(samples, "story.html")))
        assert page.locator("#names").inner_text() == names
        begun = page.locator("#names").evaluate(
            """(text) => {
              const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT)
              const range = document.createRange(), begun = new Set()
              for (let top = null, node; (node = walker.nextNode());) {
                for (let i = 0; i < node.length; i++) {
                  range.setStart(node, i)
                  range.setEnd(node, i + 1)
                  const box = range.getBoundingClientRect()
                  if (top !== null && box.top > top + 8) begun.add(node.data[i])
                  top = box.top
                }
              }
              return [...begun]
            }"""
        )
        assert len(begun) > 1 and "·" not in begun


def test_a_chart_and_the_lines_of_an_honor_list_are_whole_on_paper(
    browser: Any, site_url: str, samples: dict[str, tuple[PagePlan, ...]]
) -> None:
    with opened(browser, 560) as page:
        page.emulate_media(media="print")
        page.goto(f"{site_url}figures/")
        cut = "(boxes) => boxes.filter((box) => box.scrollWidth > box.clientWidth).length"
        assert page.locator(".chart__scroll").evaluate_all(cut) == 0
        page.goto(at(site_url, fullest(samples, "honor_list.html")))
        name = page.locator("tbody .honorees__name").first
        of = "cell => getComputedStyle(cell).backgroundColor"
        assert name.evaluate(of) == "rgba(0, 0, 0, 0)"  # it would cover the lines between rows


def test_icons_have_the_colours_of_the_reader(browser: Any, site_url: str) -> None:
    with opened(browser, 390, "dark", forced_colors="active") as page:
        page.goto(site_url)
        page.locator("form[data-md-component=palette] label:visible").click()  # the light one
        text = page.locator("body").evaluate("body => getComputedStyle(body).color")
        of = "icons => icons.map((icon) => getComputedStyle(icon).backgroundColor)"
        assert set(page.locator(".md-header .icon").evaluate_all(of)) == {text}


def test_only_the_section_of_a_page_is_underlined_with_colours_of_the_reader(
    browser: Any, site_url: str
) -> None:
    with opened(browser, forced_colors="active") as page:
        page.goto(f"{site_url}honors/")
        ground = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
        of = "links => links.map((link) => getComputedStyle(link).borderBottomColor)"
        lines = page.locator(".sections a").evaluate_all(of)
        assert sum(line != ground for line in lines) == 1


EDGES = """boxes => boxes.map((box) => {
  const { left, right } = box.getBoundingClientRect(), style = getComputedStyle(box)
  const edges = [left + parseFloat(style.paddingLeft), right - parseFloat(style.paddingRight)]
  return edges.map(Math.round)
})"""


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_a_page_begins_and_ends_where_its_foot_does(
    browser: Any, site_url: str, width: int
) -> None:
    with opened(browser, width) as page:
        page.goto(site_url)
        content, foot = page.locator(".md-content__inner, .foot__inner").evaluate_all(EDGES)
        assert content == foot


def test_search_stays_where_it_is_when_the_palette_comes(browser: Any, site_url: str) -> None:
    with opened(browser, 390) as page:
        places = []
        for script in ("late", "there"):
            if script == "late":
                page.route("**/bundle.*.js", lambda route: route.abort())
            else:
                page.unroute_all()
            page.goto(site_url)
            places.append(page.locator(".search-open").bounding_box())
        assert page.locator("form[data-md-component=palette] label:visible").count() == 1
        assert places[0] == places[1]


def test_the_name_of_a_site_is_whole_on_a_narrow_phone(browser: Any, site_url: str) -> None:
    with opened(browser, 320) as page:
        page.goto(site_url)
        name = page.locator(".masthead__small .md-ellipsis")
        assert name.evaluate("name => name.scrollWidth <= name.clientWidth")


@pytest.mark.parametrize("name", ["某某大学海外校友联合总会官方新闻网" * 2, "Alumni " * 12])
def test_the_long_name_of_a_site_leaves_the_description_beside_it_readable(
    browser: Any, site_url: str, name: str
) -> None:
    with opened(browser) as page:
        page.goto(site_url)
        page.locator(".masthead__name").evaluate("(one, name) => { one.textContent = name }", name)
        for part, most in ((".masthead__about", 100), (".md-header", 200)):
            box = page.locator(part).bounding_box()
            assert box and box["height"] < most
        tools = page.locator(".masthead__tools").bounding_box()
        assert tools and tools["x"] + tools["width"] <= 1280


def test_no_paragraph_leaves_a_character_for_its_last_line(browser: Any, site_url: str) -> None:
    with opened(browser, 390) as page:
        page.goto(f"{site_url}about/")
        assert min(page.locator(".prose p").first.evaluate(LAST_LINES, 60)) > 1.5


def test_no_name_of_an_honor_list_is_divided_between_lines(browser: Any, site_url: str) -> None:
    with opened(browser, 390) as page:
        page.goto(f"{site_url}honors/")
        ends = page.locator(".honor__names").first.evaluate(
            """(names) => {
              names.textContent = "欧阳修远、张三、李小四、".repeat(9)
              const range = document.createRange(), ends = new Set()
              for (let i = 1, top = null; i <= names.textContent.length; i++) {
                range.setStart(names.firstChild, i - 1)
                range.setEnd(names.firstChild, i)
                const box = range.getBoundingClientRect()
                if (top !== null && box.top > top + 8) ends.add(names.textContent[i - 2])
                top = box.top
              }
              return [...ends]
            }"""
        )
        assert ends == ["、"]


@pytest.mark.parametrize(("width", "shown"), [(390, False), (1280, True)])
def test_a_phone_has_no_room_for_a_plate_instead_of_a_cover(
    browser: Any, site_url: str, width: int, shown: bool
) -> None:
    with opened(browser, width) as page:
        page.goto(site_url)
        page.locator(".cover").evaluate_all(
            "covers => covers.forEach((cover) => cover.classList.add('cover--plate'))"
        )
        assert page.locator(".front__lead .cover--plate").is_visible() is shown
        assert page.locator(".spread .cover--plate").last.is_visible()  # a thumbnail


def test_a_month_stands_beside_the_first_headline_of_it(browser: Any, site_url: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site_url}stories/")
        lines = page.locator(".month").first.evaluate(
            """(month) => ["h2", ".headline a"].map((name) => {
              const range = document.createRange()
              range.selectNodeContents(month.querySelector(name))
              return range.getBoundingClientRect().bottom
            })"""
        )
        assert abs(lines[0] - lines[1]) < 1


def with_table(page: Any, cells: str) -> Any:
    """Leave in the story of a page a table of one row, and return the table."""
    page.locator(".prose").evaluate(
        """(prose, cells) => prose.innerHTML = `<div class="md-typeset__scrollwrap">
          <div class="md-typeset__table"><table><tr>${cells}</tr></table></div></div>`""",
        cells,
    )
    return page.locator(".prose table")


def test_the_lines_of_a_small_table_are_as_long_as_each_other(
    browser: Any, site_url: str, samples: dict[str, tuple[PagePlan, ...]]
) -> None:
    with opened(browser) as page:
        page.goto(at(site_url, fullest(samples, "story.html")))
        table = with_table(page, "<td>1</td><td>2</td>")
        of = "table => [table, table.rows[0]].map((box) => box.getBoundingClientRect().width)"
        whole, row = table.evaluate(of)
        assert whole == row


LINES = """(cells) => cells.map((cell) => {
  const range = document.createRange()
  range.selectNodeContents(cell)
  return new Set([...range.getClientRects()].map((box) => box.top)).size
})"""


def test_numbers_and_years_are_not_divided_on_paper(
    browser: Any, site_url: str, samples: dict[str, tuple[PagePlan, ...]]
) -> None:
    with opened(browser, 700) as page:
        page.emulate_media(media="print")
        page.goto(at(site_url, fullest(samples, "story.html")))
        numbers = '<td>2024</td><td class="align-right">1,234,567.50</td>'
        table = with_table(page, f"{numbers}<td>{'说明文字' * 60}</td>")
        assert table.locator("td").evaluate_all(LINES)[:2] == [1, 1]
        page.goto(f"{site_url}honors/2026-distinguished-alumni/")
        assert set(page.locator(".honorees [data-value]").evaluate_all(LINES)) == {1}


def test_a_tall_picture_leaves_room_on_its_sheet(
    browser: Any, site_url: str, samples: dict[str, tuple[PagePlan, ...]]
) -> None:
    with opened(browser, 700) as page:
        page.emulate_media(media="print")
        page.goto(at(site_url, fullest(samples, "story.html")))
        page.locator(".prose").evaluate(
            """(prose) => prose.innerHTML = `<figure><img width="600" height="1200" alt=""
              src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"></figure>`"""
        )
        box = page.locator(".prose img").bounding_box()
        assert box and box["height"] < 500 and abs(box["height"] / box["width"] - 2) < 0.01


def test_all_lines_of_the_drawer_begin_at_one_edge(browser: Any, site_url: str) -> None:
    with opened(browser, 390) as page:
        page.goto(site_url)
        lefts = page.locator(".drawer :is(.sprig, .drawer__sections a, li:first-child a)")
        of = """(boxes) => boxes.map((box) => {
          const { borderLeftWidth, paddingLeft } = getComputedStyle(box)
          const { left } = box.getBoundingClientRect()
          return left + parseFloat(borderLeftWidth) + parseFloat(paddingLeft)
        })"""
        assert len({round(left) for left in lefts.evaluate_all(of)}) == 1


@pytest.mark.parametrize(("width", "masthead"), [(390, ".masthead__small"), (1280, ".masthead")])
def test_a_logo_as_wide_as_a_name_is_as_tall_as_a_crest(
    browser: Any, site_url: str, width: int, masthead: str
) -> None:
    picture = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {} 10'/%3E"
    logo = f'<img class="sprig" src="{picture}" alt="">'
    with opened(browser, width) as page:
        page.goto(site_url)

        def drawn(parts: int) -> list[float]:
            logos = page.locator(f"{masthead} .sprig, .foot .sprig")
            logos.evaluate_all(
                "(all, logo) => all.forEach((one) => { one.outerHTML = logo })", logo.format(parts)
            )
            logos.evaluate_all("all => Promise.all(all.map((image) => image.decode()))")
            boxes = logos.evaluate_all("all => all.map(({ width, height }) => [width, height])")
            name = page.locator(f"{masthead} span").last
            assert name.evaluate("name => name.scrollWidth <= name.clientWidth + 1")
            return [min(height, wide * 10 / parts) for wide, height in boxes]

        crest, wordmark = drawn(10), drawn(40)
        assert all(high > low * 0.7 for high, low in zip(wordmark, crest, strict=True))
