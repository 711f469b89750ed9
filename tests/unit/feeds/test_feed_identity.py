"""Owns the tests of ids: they survive a rename and are valid tag URIs."""

from __future__ import annotations

import re
from typing import Any

import pytest

from generator.feeds.identity import story_identity, tag_uri
from generator.settings import settings_from

# RFC 4151, 2.1, with `specific` as pchar, `/` and `?`.
TAG_URI = re.compile(
    r"tag:[A-Za-z0-9](?:[A-Za-z0-9.@_-]*[A-Za-z0-9])?,\d{4}(-\d{2}(-\d{2})?)?:"
    r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-F]{2})*\Z"
)


def _settings(url: str = "https://alumni.example.edu.cn/news/", **options: Any) -> Any:
    return settings_from(
        {"site_name": "校友新闻", "site_url": url, "plugins": [{"laurel": options}]}
    )


def test_a_story_is_known_by_its_permalink(make_story: Any) -> None:
    assert story_identity(make_story(key="2024/prize")) == "/stories/2024/prize/"


def test_a_renamed_story_is_known_by_its_former_permalink(make_story: Any) -> None:
    story = make_story(key="2024/new", aliases=["/stories/2024/old/"])
    assert story_identity(story) == "/stories/2024/old/"


def test_of_several_former_permalinks_the_first_counts(make_story: Any) -> None:
    story = make_story(key="2024/c", aliases=["/stories/2023/a/", "/stories/2024/b/"])
    assert story_identity(story) == "/stories/2023/a/"


def test_a_former_permalink_may_lack_its_last_slash(make_story: Any) -> None:
    story = make_story(key="2024/new", aliases=["/stories/2024/old"])
    assert story_identity(story) == "/stories/2024/old/"


def test_an_explicit_id_comes_before_everything(make_story: Any) -> None:
    story = make_story(key="2024/new", id="prize-2024", aliases=["/stories/2024/old/"])
    assert story_identity(story) == "prize-2024"


@pytest.mark.parametrize(
    "alias",
    [
        "/old-site/view.php",
        "/stories/prize/",
        "/stories/24/prize/",
        "/stories/2024/prize",
        "/stories/2024/a/b/",
        "/stories/2024/获奖/",
        "/stories/2024/Prize/",
        "/news/stories/2024/prize/",
        "/stories/２０２４/prize/",
    ],
)
def test_addresses_of_an_older_site_are_no_identity(make_story: Any, alias: str) -> None:
    assert story_identity(make_story(key="2024/prize", aliases=[alias])) == "/stories/2024/prize/"


def test_an_old_site_address_before_a_former_permalink_is_passed_over(make_story: Any) -> None:
    story = make_story(key="2024/new", aliases=["/info/1.htm", "/stories/2024/old/"])
    assert story_identity(story) == "/stories/2024/old/"


@pytest.mark.parametrize("specific", ["prize-2024", "/stories/2024/a/", "/feeds/标签/a b#c/"])
def test_ids_are_tag_uris(specific: str) -> None:
    assert TAG_URI.match(tag_uri(_settings(), specific))


def test_the_authority_and_date_of_ids_come_from_the_options() -> None:
    settings = _settings(id_authority="example.org", id_date="2021-05-01")
    assert tag_uri(settings, "x") == "tag:example.org,2021-05-01:x"


def test_ids_stay_when_the_site_moves_to_another_folder_or_port() -> None:
    moved = _settings("https://alumni.example.edu.cn:8443/elsewhere/")
    assert tag_uri(moved, "x") == tag_uri(_settings(), "x")


def test_a_chinese_host_name_is_written_as_in_dns() -> None:
    uri = tag_uri(_settings("https://校友.中国/"), "x")
    assert uri == "tag:xn--ior168b.xn--fiqs8s,2024:x"
    assert b"xn--ior168b.xn--fiqs8s".decode("idna") == "校友.中国"
    assert TAG_URI.match(uri)
