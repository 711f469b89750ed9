"""The search page and the box in the header: keys, composition, URL, safety, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

CSP = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"
LISTS = re.compile(r"/search/\d+/")
COMPOSE = """([text, phase]) => {
  const input = document.activeElement
  if (phase === "start") input.dispatchEvent(new CompositionEvent("compositionstart"))
  input.value = text
  input.dispatchEvent(new InputEvent("input", { isComposing: phase !== "end", bubbles: true }))
  if (phase === "end") input.dispatchEvent(new CompositionEvent("compositionend", { data: text }))
}"""


SCRIPT = {"content_type": "text/javascript"}
MANY_YEARS = """
  const value = (_, i) => ({ value: `${2026 - i}`, name: `${2026 - i}`, count: 1, selected: false })
  const facets = { kind: [], column: [], college: [], region: [], honor: [] }
  facets.year = Array.from({ length: 40 }, value)
  const description = { texts: { found: "{count}", year: "" }, facets: { kind: [] } }
  const search = async () => ({ total: 40, results: [], facets })
  export const openIndex = async () => ({ description, search })
"""


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 844}, locale="zh-CN")
    page = context.new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("console", lambda m: m.type == "error" and page.wrong.append(m.text))
    yield page
    context.close()
    assert not page.wrong


def status(page: Any, count: str) -> None:
    page.locator("[role=status]", has_text=count).wait_for()


BOX_HAS_FOCUS = "document.querySelector('dialog[open]') && document.activeElement.name === 'q'"


def test_slash_opens_the_box_and_arrows_enter_and_escape_work(page: Any, site_url: str) -> None:
    page.goto(site_url)
    page.keyboard.press("/")
    page.wait_for_function(BOX_HAS_FOCUS)
    page.keyboard.type("院士")
    status(page, "找到 9 条")
    page.locator(".hit").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    title = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    page.keyboard.press("/")
    page.wait_for_function(BOX_HAS_FOCUS)
    status(page, "找到 9 条")
    page.locator(".hit").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.wait_for_function("document.activeElement.name !== 'q'")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != site_url)
    assert title in page.title()


@pytest.mark.parametrize(
    ("language", "day"), [("zh", r"\d{4}年\d\d?月\d\d?日"), ("en", r"\d\d? [A-Z][a-z]{2} \d{4}")]
)
def test_days_are_in_the_language_of_the_page(
    page: Any, site_url: str, language: str, day: str
) -> None:
    def speaking(route: Any) -> None:
        response = route.fetch()
        body = response.text().replace('<html lang="zh"', f'<html lang="{language}"', 1)
        route.fulfill(response=response, body=body)

    page.route("**/search/?q=*", speaking)
    page.goto(site_url + "search/?q=院士")
    page.locator(".hit time").first.wait_for()
    assert all(re.fullmatch(day, text) for text in page.locator(".hit time").all_inner_texts())


def test_nothing_is_searched_in_the_middle_of_a_composition(page: Any, site_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: LISTS.search(request.url) and asked.append(request.url))
    page.clock.install()
    page.goto(site_url + "search/")
    page.locator(".search-page input").focus()
    page.evaluate(COMPOSE, ["yuan", "start"])
    page.evaluate(COMPOSE, ["yuan'shi", "middle"])
    page.clock.run_for(1000)  # longer than the script waits after a key
    assert not asked
    assert page.locator(".hit").count() == 0
    page.evaluate(COMPOSE, ["院士", "end"])
    status(page, "找到 9 条")


def test_a_key_that_ends_a_composition_in_safari_does_no_more(page: Any, site_url: str) -> None:
    page.goto(site_url)
    page.locator(".search-open").click()
    page.wait_for_function(BOX_HAS_FOCUS)
    press = """(input, keyCode) => input.dispatchEvent(
      new KeyboardEvent("keydown", { key: "Escape", keyCode, bubbles: true }))"""
    page.locator("dialog input").evaluate(press, 229)  # after compositionend, and not `isComposing`
    assert page.locator("dialog[open]").count() == 1
    page.locator("dialog input").evaluate(press, 27)
    assert page.locator("dialog[open]").count() == 0


def test_query_and_facets_stand_in_the_url_and_back_goes_back(page: Any, site_url: str) -> None:
    page.goto(site_url + "search/?q=院士")
    status(page, "找到 9 条")
    page.locator("[data-facet=year] a", has_text="2025").click()
    page.wait_for_url("**year=**")
    narrowed = page.url
    page.locator("[data-facet=year] [aria-current]").wait_for()
    page.locator("[data-facet=kind] a").first.click()
    page.wait_for_url("**kind=**")
    state = parse_qs(urlsplit(page.url).query)
    assert state.keys() == {"q", "year", "kind"}
    page.go_back()
    assert page.url == narrowed
    shown = page.locator("[data-facet=year] [aria-current]").inner_text()
    page.go_back()
    status(page, "找到 9 条")
    page.goto(narrowed)
    page.locator(".hit").first.wait_for()
    assert page.locator("[data-facet=year] [aria-current]").inner_text() == shown


def test_words_written_together_are_looked_for_apart_if_nothing_is_found(
    page: Any, site_url: str
) -> None:
    page.goto(site_url + "search/?q=翻出1997年的")
    status(page, "没有“翻出1997年的”；各个词都有的，找到 1 条")
    assert page.locator(".hit mark").all_inner_texts() == ["翻出", "1997", "年的"]
    page.goto(site_url + "search/?q=翻出1997年的无此字")
    status(page, "没有找到")
    page.goto(site_url + "search/?q=“翻出1997年的”")  # quoted: nothing else is meant
    status(page, "没有找到")


def test_who_comes_back_from_a_later_result_finds_as_many(page: Any, site_url: str) -> None:
    page.goto(site_url + "search/?q=校友")
    page.locator(".more-hits").click()
    later = page.locator(".hit a").nth(14)
    later.click()
    page.wait_for_url(lambda url: "/search/" not in url)
    page.go_back()
    later.wait_for()
    page.locator("[data-facet=kind] a").first.click()
    page.wait_for_url("**kind=**")
    page.wait_for_function("document.querySelectorAll('.hit').length === 10")


def test_counts_of_facets_are_what_choosing_them_finds(page: Any, site_url: str) -> None:
    page.goto(site_url + "search/?q=校友")
    page.locator(".facet a").first.wait_for()
    choices = page.locator(".facet a").evaluate_all(
        "links => links.map(a => [a.href, a.querySelector('.chips__count').textContent])"
    )
    names = page.locator(".facet a").evaluate_all("links => links.map(a => a.textContent)")
    assert all(re.search(r" \d+$", name) for name in names)  # 2026 年 1, also where it is read out
    for href, count in choices[::7]:
        page.goto(href)
        status(page, f"找到 {count} 条")


def test_marked_words_are_text_and_never_markup(page: Any, site_url: str) -> None:
    page.goto(site_url + "search/?q=" + "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    status(page, "没有找到")
    assert page.locator("main img, .search-page script").count() == 0
    page.goto(site_url + "search/?q=院士")
    page.locator(".hit mark").first.wait_for()
    assert set(page.locator(".hit mark").all_inner_texts()) == {"院士"}


def test_it_works_under_a_strict_policy(browser: Any, site: Path) -> None:
    class Strict(SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", CSP)
            super().end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Strict, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context()
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda m: "search" in m.text and refused.append(m.text))
    page.goto(f"http://127.0.0.1:{server.server_port}/search/?q=院士")
    status(page, "找到 9 条")
    context.close()
    server.shutdown()
    server.server_close()
    assert not refused


def test_without_javascript_the_archive_and_the_taxonomies_are_offered(
    browser: Any, site_url: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site_url)
    page.locator("a.search-open").click()
    page.wait_for_url("**/search/")
    links = page.locator(".search-page__without a").evaluate_all("l => l.map(a => a.href)")
    assert site_url + "stories/" in links
    assert {site_url + f"{name}/" for name in ("columns", "colleges", "regions")} <= set(links)
    context.close()


def test_an_index_that_cannot_be_loaded_is_said(page: Any, site_url: str) -> None:
    page.route("**/search/index.json", lambda route: route.abort())
    page.goto(site_url + "search/?q=院士")
    status(page, "搜索没能载入")
    page.unroute("**/search/index.json")
    page.locator("button[type=submit]").click()
    status(page, "找到 9 条")
    page.route("**/search/**", lambda route: route.abort())
    page.locator(".search-page input").fill("杭州")
    status(page, "搜索没能载入")
    assert page.locator(".hit, .facet").count() == 0  # they were those of another query
    page.wrong.clear()


@pytest.mark.parametrize("files", [LISTS, re.compile(r"/search/[0-9a-f]{10}/\d+\.bin")])
def test_pages_in_place_of_files_are_no_texts_without_the_word(
    page: Any, site_url: str, files: re.Pattern[str]
) -> None:
    sent = {"content_type": "text/html", "body": "\n<!doctype html><p>系统维护中"}
    page.route(files, lambda route: route.fulfill(**sent))
    page.goto(site_url + "search/?q=院士")
    status(page, "搜索没能载入")
    page.unroute(files)
    page.locator("button[type=submit]").click()
    status(page, "找到 9 条")
    page.wrong.clear()


def test_an_answer_that_comes_late_changes_nothing(page: Any, site_url: str) -> None:
    held: list[Any] = []
    page.goto(site_url + "search/")
    page.route(LISTS, lambda route: held.append(route), times=1)
    with page.expect_request(LISTS):
        page.locator(".search-page input").fill("浙江")
    page.locator(".search-page input").fill("校友")
    status(page, "找到 53 条")
    with page.expect_console_message(lambda message: "Failed to fetch" in message.text):
        held[0].abort()
    status(page, "找到 53 条")
    assert page.locator(".more-hits").is_visible()
    page.wrong.clear()


def test_a_file_that_never_comes_is_asked_for_again(page: Any, site_url: str) -> None:
    page.clock.install()
    page.route(LISTS, lambda route: None, times=1)
    with page.expect_request(LISTS):
        page.goto(site_url + "search/?q=院士")
    page.clock.run_for(30_000)
    status(page, "搜索没能载入")
    page.locator("button[type=submit]").click()
    status(page, "找到 9 条")
    page.wrong.clear()


def test_what_was_typed_before_the_script_came_is_searched(page: Any, site_url: str) -> None:
    def late(route: Any) -> None:
        page.locator(".search-page input").fill("院士")
        route.continue_()

    page.route("**/search/box.js*", late)
    page.goto(site_url + "search/")
    status(page, "找到 9 条")
    assert page.locator(".search-page input").input_value() == "院士"


def test_enter_adds_nothing_to_the_history_where_nothing_changes(page: Any, site_url: str) -> None:
    page.goto(site_url + "search/")
    page.locator(".search-page input").fill("院士")
    status(page, "找到 9 条")
    before = page.evaluate("history.length")
    page.locator(".search-page input").press("Enter")
    assert page.evaluate("history.length") == before
    assert parse_qs(urlsplit(page.url).query) == {"q": ["院士"]}


def test_a_filter_that_is_no_more_can_be_taken_away(page: Any, site_url: str) -> None:
    page.goto(site_url + "search/?q=院士&college=%3Cb%3Egone")
    status(page, "没有找到")
    chosen = page.locator("[data-facet=college] [aria-current]")
    assert chosen.inner_text().startswith("<b>gone")
    chosen.click()
    status(page, "找到 9 条")


def test_every_year_can_be_chosen(page: Any, site_url: str) -> None:
    page.route("**/search/search.js*", lambda route: route.fulfill(body=MANY_YEARS, **SCRIPT))
    page.goto(site_url + "search/?q=院士")
    status(page, "40")
    years = page.locator("[data-facet=year] a").evaluate_all("l => l.map(a => a.dataset.key)")
    assert years == [f"year={2026 - i}" for i in range(40)]


def test_marked_words_can_be_read_with_colours_of_the_reader(browser: Any, site_url: str) -> None:
    page = browser.new_page(forced_colors="active", color_scheme="dark")
    page.goto(f"{site_url}search/?q=校友")
    ground = page.locator(".hit mark").first.evaluate("e => getComputedStyle(e).backgroundColor")
    assert ground.startswith("rgb(")  # all of it: the text is black
    page.close()


def test_on_a_phone_the_box_fills_the_screen(browser: Any, site_url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(site_url)
    page.locator(".search-open").click()
    page.keyboard.type("院士")
    status(page, "找到 9 条")
    box = page.locator("dialog").bounding_box()
    assert (box["x"], box["width"], box["height"]) == (0, 390, 844)
    assert page.evaluate("document.querySelector('dialog').scrollWidth") <= 390
    page.goto(site_url + "search/?q=院士&year=2025")
    status(page, "找到 3 条")
    hit = page.locator(".hit__text").first.bounding_box()
    assert hit["y"] + hit["height"] < 844  # without scrolling
    context.close()


def test_the_box_and_the_page_have_no_grave_faults(
    page: Any, site_url: str, axe: str, serve_folder: Callable[[Path, str], str]
) -> None:
    for way in ("search/?q=院士", ""):
        page.goto(site_url + way)
        if not way:
            page.keyboard.press("/")
            page.keyboard.type("院士")
        status(page, "找到 9 条")
        page.add_script_tag(path=axe)
        found = page.evaluate("axe.run()")["violations"]
        grave = [v["id"] for v in found if v["impact"] in ("serious", "critical")]
        assert not grave
