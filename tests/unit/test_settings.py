"""Owns the tests of settings: what is taken, how it is written, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from generator.options import SettingsError
from generator.settings import read_settings, settings_from


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
    with pytest.raises(SettingsError, match=rf"mkdocs\.yml: {key}: .+ / "):
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
    with pytest.raises(SettingsError, match=rf"mkdocs\.yml: {mistyped}: .+; {meant}\?"):
        read_settings(f"{HEAD}{mistyped}: x\n")


def test_settings_that_only_mkdocs_knows_are_left_to_it() -> None:
    names = "repo_url repo_name edit_uri dev_addr extra hooks nav watch validation exclude_docs"
    names += " draft_docs not_in_nav use_directory_urls remote_name mdx_configs extra_templates"
    assert read_settings(HEAD + "".join(f"{name}: x\n" for name in names.split()))


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
    given = ["138 1234 5678", 13912345678, "+86-137-1234-5678", "6222 0212 3456 7890 128"]
    kept = ("13812345678", "13912345678", "13712345678", "6222021234567890128")
    assert _settings("https://a.example/", public_numbers=given).options.public_numbers == kept


@pytest.mark.parametrize(
    "given", ["13812345678", ["027-6875"], [True], ["张三"], [["1"]], [1.5e10]]
)
def test_what_is_no_number_of_a_mobile_or_card_is_refused(given: Any) -> None:
    with pytest.raises(SettingsError, match=r"plugins\.laurel\.public_numbers"):
        _settings("https://a.example/", public_numbers=given)
