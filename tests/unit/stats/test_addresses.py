"""URLs: which spellings lead to one page, and which do not."""

from __future__ import annotations

import pytest

from generator.stats.addresses import url_key

LONG = "https://mp.weixin.qq.com/s?__biz=M==&mid=1&idx=1&sn=a"
ONE = [
    ("https://e.cn/a", "http://e.cn/a"),
    ("https://e.cn/a", "https://E.cn/a/"),
    ("https://e.cn/a", "HTTPS://e.cn/a?utm_source=wx&utm_medium=b"),
    ("https://e.cn/a", "https://e.cn/a?from=timeline&isappinstalled=0"),
    ("https://e.cn/a?id=1", "https://e.cn/a?spm=1.2&id=1#content"),
    ("https://e.cn/校友", "https://e.cn/%E6%A0%A1%E5%8F%8B"),
    ("https://e.cn", "https://e.cn/"),
    (LONG, f"{LONG}&chksm=b&scene=21#wechat_redirect"),
]
TWO = [
    (LONG, LONG.replace("idx=1", "idx=2")),
    ("https://e.cn/a", "https://e.cn/A"),
    ("https://e.cn/a?id=1", "https://e.cn/a?id=2"),
    ("https://e.cn/a?id=1", "https://e.cn/a"),
    ("https://e.cn/a?from=2023", "https://e.cn/a?from=2024"),
    ("https://e.cn/#/news/1", "https://e.cn/#/news/2"),
    ("https://e.cn/#id=1", "https://e.cn/#id=2"),
    ("https://e.cn/a?t=%D0%C2%CE%C5", "https://e.cn/a?t=%B9%AB%B8%E6"),  # 新闻, 公告 in GBK
    ("https://e.cn/a", "https://f.cn/a"),
]


@pytest.mark.parametrize(("one", "other"), ONE)
def test_a_url_that_was_passed_on_is_the_same(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


@pytest.mark.parametrize(("one", "other"), TWO)
def test_what_a_site_tells_apart_is_not_the_same(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)
