"""Every address in every page of content/: the site's own resolve, others' are only linked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from builds import tree
from lxml import etree, html

from generator.pipeline import Prepared

HOME = "https://alumni.songlan.example/"
URLS = ("href", "src", "poster", "action", "formaction", "data", "cite", "longdesc", "background")
LISTS = ("srcset", "imagesrcset", "ping")
CSS_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")
# Where pages may say another address without any request being made for it.
QUIET = {("a", "href"), ("blockquote", "cite"), ("q", "cite")}
SAID = {("link", "canonical")}


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Any]:
    """Every HTML file, parsed, by its path in the site."""
    files = tree(site)
    parser = html.HTMLParser(encoding="utf-8")
    return {
        path: html.fromstring(data, parser=parser)
        for path, data in files.items()
        if path.endswith(".html")
    }


@pytest.fixture(scope="module")
def ids(pages: dict[str, Any]) -> dict[str, set[str]]:
    """The anchors of each page."""
    return {path: {*page.xpath("//@id"), *page.xpath("//a/@name")} for path, page in pages.items()}


def addresses(page: Any) -> Iterator[tuple[Any, str, str]]:
    """Yield every element, attribute and address of a page."""
    for element in page.iter(etree.Element):
        for name, value in element.attrib.items():
            name = name.rpartition("}")[2]
            if name in URLS:
                yield element, name, value
            elif name in LISTS:
                yield from ((element, name, part.split()[0]) for part in value.split(","))
            elif name == "style":
                yield from ((element, name, url) for url in css_addresses(value))
        if element.tag == "style":
            yield from ((element, "style", url) for url in css_addresses(element.text or ""))
        if element.tag == "meta" and (element.get("http-equiv") or "").lower() == "refresh":
            yield element, "refresh", element.get("content").partition("url=")[2]


def css_addresses(text: str) -> list[str]:
    return [one or other for one, other in CSS_URL.findall(text)]


def place(path: str, url: str) -> tuple[str, str]:
    """Return the path in the site that an address of a page means, and its fragment."""
    page = "/" + path.removesuffix("index.html")
    parts = urlsplit(urljoin(f"https://site.invalid{page}", url))
    found = unquote(parts.path).lstrip("/")
    found = f"{found}index.html" if found == "" or found.endswith("/") else found
    return found, unquote(parts.fragment)


def is_internal(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.scheme and not parts.netloc


def test_no_page_gets_a_script_or_style_of_another_version_from_a_cache(
    pages: dict[str, Any],
) -> None:
    found = {
        address
        for page in pages.values()
        for address in page.xpath("//link[@rel='stylesheet']/@href | //script/@src")
    }
    assert {"figures.css", "laurel.css", "box.js"} <= {
        urlsplit(address).path.rpartition("/")[2] for address in found
    }
    assert not [a for a in found if not re.search(r"\?[0-9a-f]{8}\Z|\.[0-9a-f]{8}\.min\.", a)]


def test_every_internal_address_is_a_file_of_the_site(
    site: Path, pages: dict[str, Any], ids: dict[str, set[str]]
) -> None:
    files = set(tree(site))
    seen = 0
    for path, page in pages.items():
        for element, name, url in addresses(page):
            if is_internal(url) and not url.startswith("data:"):
                seen += 1
                target, fragment = place(path, url)
                assert target in files, f"{path}: <{element.tag} {name}={url!r}>"
                if fragment and target in ids and fragment != "__skip":
                    assert fragment in ids[target], f"{path}: <{element.tag} {name}={url!r}>"
    assert seen > 20_000


def test_absolute_addresses_of_the_site_are_files_of_it_too(
    site: Path, pages: dict[str, Any]
) -> None:
    files = set(tree(site))
    for path, page in pages.items():
        said = [*page.xpath("//link[@rel='canonical']/@href")]
        said += page.xpath("//meta[@property='og:url' or @property='og:image']/@content")
        for url in said:
            assert url.startswith(HOME), (path, url)
            assert place("index.html", "/" + url.removeprefix(HOME))[0] in files, (path, url)


def test_only_plain_links_name_other_hosts(pages: dict[str, Any]) -> None:
    for path, page in pages.items():
        for element, name, url in addresses(page):
            if is_internal(url) or url.startswith("data:"):
                continue
            quiet = (element.tag, name) in QUIET or (element.tag, element.get("rel")) in SAID
            assert quiet, f"{path}: <{element.tag} {name}={url!r}>"
            assert urlsplit(url).scheme in ("https", "http", "mailto"), (path, url)


def test_links_open_nothing_ahead_of_time(pages: dict[str, Any]) -> None:
    early = {"preconnect", "dns-prefetch", "prefetch", "preload", "prerender", "modulepreload"}
    for path, page in pages.items():
        for link in page.xpath("//link[@rel]"):
            assert not early & set(link.get("rel").split()), (path, link.get("href"))


def test_style_sheets_and_scripts_name_only_files_of_the_site(site: Path) -> None:
    files = tree(site)
    for path, data in files.items():
        if path.endswith(".css"):
            for url in css_addresses(data.decode()):
                if not url.startswith(("data:", "#")):
                    assert is_internal(url), (path, url)
                    assert place(path, url)[0] in files, (path, url)
        assert b"sourceMappingURL" not in data[-400:], path


def test_every_page_has_one_heading_a_title_and_a_language(pages: dict[str, Any]) -> None:
    for path, page in pages.items():
        assert page.get("lang"), path
        assert (page.findtext(".//title") or "").strip(), path
        if not page.xpath("//meta[@http-equiv='refresh']"):
            assert len(page.xpath("//h1")) == 1, path
            assert page.xpath("//meta[@name='description']/@content")[0].strip(), path


def test_no_id_stands_twice_in_a_page(pages: dict[str, Any]) -> None:
    for path, page in pages.items():
        found = page.xpath("//@id")
        assert len(found) == len(set(found)), (path, {i for i in found if found.count(i) > 1})


def test_every_picture_has_its_size_and_an_alternative(pages: dict[str, Any]) -> None:
    for path, page in pages.items():
        for image in page.xpath("//img"):
            assert image.get("alt") is not None, (path, image.get("src"))
            assert image.get("width") and image.get("height"), (path, image.get("src"))


def test_former_permalinks_lead_to_present_ones(
    site: Path, prepared: Prepared, pages: dict[str, Any]
) -> None:
    assert len(prepared.redirects) >= 4
    for redirect in prepared.redirects:
        path = redirect.alias.lstrip("/")
        page = pages[path if not path.endswith("/") else f"{path}index.html"]
        (refresh,) = page.xpath("//meta[@http-equiv='refresh']/@content")
        target, _ = place(path, refresh.partition("url=")[2])
        assert target == f"{redirect.target.lstrip('/')}index.html"
        assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_the_sitemap_names_every_page_with_its_own_date(site: Path, prepared: Prepared) -> None:
    sitemap = etree.fromstring((site / "sitemap.xml").read_bytes())
    spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = {unquote(loc.text): loc.getparent() for loc in sitemap.iterfind(".//s:loc", spaces)}
    assert set(found) == {
        HOME + unquote(p.permalink[1:]) for p in prepared.pages if p.permalink != "/404.html"
    }
    for story in prepared.site.stories:
        date = found[HOME + story.permalink[1:]].findtext("s:lastmod", namespaces=spaces)
        assert date == story.fields.changed.iso()
    assert f"Sitemap: {HOME}sitemap.xml" in (site / "robots.txt").read_text(encoding="utf-8")


def test_the_page_for_missing_pages_works_at_any_depth(pages: dict[str, Any]) -> None:
    for _, _, url in addresses(pages["404.html"]):
        assert url.startswith(("/", "#", "https://", "http://", "mailto:", "data:")), url
