"""Owns the tests of settings: what is taken, how it is written, what is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest

from generator.options import SettingsError
from generator.settings import read_settings, settings_from
from generator.settingstext import load_settings, with_lines


def _settings(url: str, **options: Any) -> Any:
    return settings_from({"site_name": "x", "site_url": url, "plugins": [{"laurel": options}]})


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("https://alumni.example", "https://alumni.example/"),
        ("HTTPS://Alumni.Example/news//", "https://alumni.example/news/"),
        ("http://localhost:8000/sub", "http://localhost:8000/sub/"),
        ("http://[::1]:80", "http://[::1]:80/"),
        ("https://校友.中国:8443/新闻", "https://xn--ior168b.xn--fiqs8s:8443/%E6%96%B0%E9%97%BB/"),
        ("https://alumni.example/%E6%96%B0 a/", "https://alumni.example/%E6%96%B0%20a/"),
    ],
)
def test_the_url_of_the_site_is_ascii_with_a_last_slash(given: str, written: str) -> None:
    assert _settings(given).site_url == written


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/",
        "https:///news/",
        "https://a b.example/",
        "https://bad..中国/",
        "https://bad..example/",
        "https://a.example/old/../news/",
        f"https://{'x' * 70}.中国/",
        "https://a.example:port/",
        "https://[::1/",
        "https://me:secret@a.example/",
        "https://a.example/?x=1",
        "https://a.example/#x",
    ],
)
def test_what_is_no_url_of_a_site_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="site_url"):
        _settings(url)


@pytest.mark.parametrize(
    ("given", "kept"),
    [("", "alumni.example"), ("校友.中国", "xn--ior168b.xn--fiqs8s"), ("me@a.org", "me@a.org")],
)
def test_the_authority_of_ids_is_a_domain_or_an_address(given: str, kept: str) -> None:
    assert _settings("https://alumni.example/", id_authority=given).id_authority == kept


@pytest.mark.parametrize("given", ["a b", "a,b", "https://a.org/", "@a.org", "张@a.org"])
def test_an_authority_that_no_tag_uri_can_hold_is_refused(given: str) -> None:
    with pytest.raises(SettingsError, match="id_authority"):
        _settings("https://alumni.example/", id_authority=given)


HEAD = "site_name: x\nsite_url: https://a.example/\n"


def test_plugins_may_be_a_mapping_as_mkdocs_takes_them() -> None:
    settings = read_settings(f"{HEAD}plugins:\n  search: {{}}\n  laurel: {{per_page: 7}}\n")
    assert settings.options.per_page == 7


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ("copyright: !ENV [C, x]\n", "copyright"),
        ("theme: {language: !ENV L}\n", "theme.language"),
        ("plugins: [{laurel: {icp: !ENV ICP}}]\n", "plugins.laurel.icp"),
        ("plugins: {laurel: {images: !ENV X}}\n", "plugins.laurel.images"),
        ("INHERIT: base.yml\n", "INHERIT"),
        ("strict: !ENV [STRICT, false]\n", "strict"),
    ],
)
def test_what_only_mkdocs_can_evaluate_is_refused_by_name(more: str, key: str) -> None:
    with pytest.raises(SettingsError, match=rf"mkdocs\.yml:3: {key}: .+ / "):
        read_settings(HEAD + more)


def test_tags_where_only_mkdocs_looks_are_left_to_it() -> None:
    text = "plugins: [{search: {lang: !ENV X}}]\ntheme: {icon: !ENV Y}\nextra: {a: !ENV Z}\n"
    assert read_settings(HEAD + text).site_name == "x"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"perpage": 5}, r"plugins\.laurel\.perpage: .+; per_page\?"),
        ({"organization": "x"}, "organisation"),
        ({"images": {"width": [480]}}, r"images\.width: .+; widths\?"),
        ({"dashboard": "intern"}, r"dashboard: .+; internal\?"),
        ({"timezone": "asia/shangai"}, r"timezone: .+; Asia/Shanghai\?"),
        ({"timezone": "+08:00"}, r"timezone: unknown '\+08:00' / 没有这个时区\Z"),
    ],
)
def test_a_mistyped_option_is_told_with_the_nearest_one(options: Any, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        _settings("https://a.example/", **options)


@pytest.mark.parametrize(
    ("mistyped", "meant"),
    [("site_descripton", "site_description"), ("Copyright", "copyright"), ("plugin", "plugins")],
)
def test_a_mistyped_setting_is_told_with_the_nearest_one(mistyped: str, meant: str) -> None:
    with pytest.raises(SettingsError, match=rf"mkdocs\.yml:3: {mistyped}: .+; {meant}\?"):
        read_settings(f"{HEAD}{mistyped}: x\n")


def test_settings_that_only_mkdocs_and_templates_heed_are_left_to_them() -> None:
    lists = "extra_css extra_javascript hooks watch markdown_extensions validation nav"
    more = "".join(f"{name}: []\n" for name in lists.split())
    more += "dev_addr: 127.0.0.1:80\nremote_name: x\nuse_directory_urls: true\n"
    more += "extra: {analytics: {provider: custom}, social: []}\n"
    more += "theme: {name: material, font: false, crest: a.svg, palette: {scheme: slate}}\n"
    assert read_settings(HEAD + more).notes == ()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("nav: [{关于: pages/about.md}]\n", "3: nav: .+columns.yml"),
        ("repo_url: https://git.example/x\n", "3: repo_url: .+extra"),
        ("markdown_extensions: [admonition]\n", "3: markdown_extensions: .+editors"),
        ("use_directory_urls: false\n", "3: use_directory_urls: "),
        ("exclude_docs: x.md\n", "3: exclude_docs: .+draft"),
        ("footer_text: x\n", "3: footer_text: unknown"),
        ("theme:\n  font: Roboto\n", r"4: theme\.font: .+--sans"),
        ("theme:\n  features:\n    - a\n", r"5: theme\.features\.0: .+navigation\.tabs"),
        ("theme: {features: [navigation.tab]}\n", r"3: .+; navigation\.tabs\?"),
        ("theme:\n  palette:\n    primary: red\n", r"5: theme\.palette\.primary: .+README"),
        ("theme: {palette: [{a: b}]}\n", r"3: theme\.palette\.0\.a: unknown"),
        ("plugins:\n- search\n- blog\n", r"5: plugins\.blog: .+content/stories"),
        ("plugins:\n- laurel: {}\n- tags: {tags: x}\n", r"5: plugins\.tags: .+field"),
        ("plugins:\n  material/meta: {}\n", r"3: plugins\.meta: "),
    ],
)
def test_a_setting_that_does_nothing_is_told_with_its_line_and_what_does(
    more: str, said: str
) -> None:
    (note,) = read_settings(HEAD + more).notes
    assert re.match(rf"mkdocs\.yml:{said}", note)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("theme:\n  language: en\n  langage: zh\n", r"5: theme\.langage: .+; language\?"),
        ("theme: {features: navigation.tabs}\n", r"3: theme\.features: not a list"),
        ("theme: {palette: [{schema: slate}]}\n", r"3: theme\.palette\.0\.schema: .+; scheme\?"),
        ("theme: {palette: {toggle: 深色}}\n", r"3: theme\.palette\.toggle: .+name"),
        ("theme: {palette: [{toggle: {icon: x}}]}\n", r"3: theme\.palette\.0\.toggle: .+name"),
        ("theme: {palette: slate}\n", r"3: theme\.palette: not a mapping"),
        ("theme: {logo: [a.svg]}\n", r"3: theme\.logo: not text"),
        ("extra_css: [1]\n", r"3: extra_css\.0: not text"),
    ],
)
def test_a_setting_that_is_mistyped_or_none_is_refused_with_its_line(more: str, said: str) -> None:
    with pytest.raises(SettingsError, match=rf"mkdocs\.yml:{said}"):
        read_settings(HEAD + more)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("extra_css: [a.css, 'https://fonts.example/a']\n", r"3: extra_css\.1: .+fonts\.example"),
        ("extra_css: [//cdn.example/a.css]\n", r"extra_css\.0: .+cdn\.example"),
        ("extra_javascript: [{path: 'https://[x'}]\n", r"extra_javascript\.0: "),
        ("theme: {logo: 'https://www.example/a.png'}\n", r"theme\.logo: .+www\.example"),
        ("extra: {analytics: {provider: google}}\n", r"extra\.analytics\.provider: .+google"),
    ],
)
def test_what_pages_would_load_from_another_host_is_refused(more: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read_settings(HEAD + more)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("site_name: y\n", "3: site_name: stands twice"),
        ("theme:\n  logo: a\n  logo: b\n", r"5: theme\.logo: "),
        ("plugins:\n- laurel:\n    icp: a\n    icp: b\n", r"6: plugins\.0\.laurel\.icp: "),
    ],
)
def test_a_setting_that_stands_twice_is_told(more: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read_settings(HEAD + more)
    with pytest.raises(SettingsError, match=said), with_lines(HEAD + more):  # as MkDocs has it
        load_settings(HEAD + more)


def test_anchors_and_merges_are_read_as_mkdocs_reads_them() -> None:
    more = "extra: &e {a: &a [x], b: *a, c: &r [*r]}\n"
    more += "plugins: [{laurel: {<<: &o {icp: x, per_page: 3}, per_page: 7}}]\n"
    options = read_settings(HEAD + more).options
    assert (options.icp, options.per_page) == ("x", 7)


@pytest.mark.parametrize("key", ["site_description", "copyright", "docs_dir", "site_dir"])
def test_what_should_be_text_and_is_a_list_is_told(key: str) -> None:
    with pytest.raises(SettingsError, match=rf"3: {key}: not text"):
        read_settings(f"{HEAD}{key}: [a]\n")


@pytest.mark.parametrize("day", ["2024-13", "2024-02-30", "202", "2024-1-1", "0000"])
def test_a_day_that_no_calendar_has_dates_no_ids(day: str) -> None:
    with pytest.raises(SettingsError, match="id_date"):
        _settings("https://a.example/", id_date=day)


def test_a_day_that_yaml_itself_refuses_is_no_crash() -> None:
    with pytest.raises(SettingsError, match=r"mkdocs\.yml: month must be"):
        read_settings(f"{HEAD}plugins: [{{laurel: {{id_date: 2024-13-45}}}}]\n")


@pytest.mark.parametrize("url", ["example.org", "javascript:alert(1)", "https://", "/about/"])
def test_the_organisation_has_an_address_that_readers_can_follow(url: str) -> None:
    with pytest.raises(SettingsError, match="organisation_url"):
        _settings("https://a.example/", organisation_url=url)
    kept = "https://www.大学.中国/?a=1#b"
    assert _settings("https://a.example/", organisation_url=kept).options.organisation_url == kept


@pytest.mark.parametrize(
    ("language", "texts"), [("zh", "zh"), ("zh-TW", "zh"), ('""', "zh"), ("", "zh"), ("en", "en")]
)
def test_the_site_has_texts_in_its_language(language: str, texts: str) -> None:
    found = read_settings(f"{HEAD}theme: {{language: {language}}}\n")
    assert found.language == texts


@pytest.mark.parametrize("language", ["ja", "zh-CN", "zh-tw", "english", "[zh]"])
def test_a_language_without_texts_is_refused(language: str) -> None:
    with pytest.raises(SettingsError, match=r"theme\.language: no texts in .+ 可以写 zh, en, zh-H"):
        read_settings(f"{HEAD}theme: {{language: {language}}}\n")


def test_the_office_lists_its_own_numbers_in_any_groups() -> None:
    given = ["138 1234 5678", 13912345678, "+86-137-1234-5678", "0086 136 1234 5678"]
    given += ["6222 0212 3456 7890 128"]
    kept = ("13812345678", "13912345678", "13712345678", "13612345678", "6222021234567890128")
    assert _settings("https://a.example/", public_numbers=given).options.public_numbers == kept


@pytest.mark.parametrize(
    "given", ["13812345678", ["027-6875"], [True], ["张三"], [["1"]], [1.5e10]]
)
def test_what_is_no_number_of_a_mobile_or_card_is_refused(given: Any) -> None:
    with pytest.raises(SettingsError, match=r"plugins\.laurel\.public_numbers"):
        _settings("https://a.example/", public_numbers=given)
