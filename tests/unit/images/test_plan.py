"""Which sizes and names a picture gets; nothing is ever enlarged."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.images.variants import SHARE_WIDTH, Original, Picture, plan_picture, widths_of
from generator.options import ImageOptions, SettingsError, options_from

WIDTHS = (160, 480, 960, 1600)
ORIGINAL = Original("d1", 2_000, 1_000)


def plan(path: str = "media/a.jpg", original: Original = ORIGINAL, **more: object) -> Picture:
    return plan_picture(path, original, ImageOptions(**more))


@pytest.mark.parametrize(
    ("natural", "widths"),
    [
        (4_000, (160, 480, 960, 1600)),
        (1_600, (160, 480, 960, 1600)),
        (1_200, (160, 480, 960, 1200)),
        (1_000, (160, 480, 1000)),  # 960 would save nothing
        (480, (160, 480)),
        (100, (100,)),
        (1, (1,)),
    ],
)
def test_widths_end_with_the_pictures_own(natural: int, widths: tuple[int, ...]) -> None:
    assert widths_of(natural, WIDTHS) == widths


@given(st.integers(1, 60_000), st.integers(1, 60_000), st.booleans(), st.integers(1, 9))
def test_nothing_is_enlarged_and_all_names_differ(
    width: int, height: int, clear: bool, frames: int
) -> None:
    picture = plan(original=Original("d", width, height, False, clear, frames))
    for variant in picture.variants:
        assert 1 <= variant.width <= width and 1 <= variant.height <= max(1, height)
        assert variant.height <= 65_535
    for names in ([v.path for v in picture.variants], [v.file for v in picture.variants]):
        assert len(names) == len(set(names))


def test_each_format_has_its_sizes_in_the_order_of_the_settings() -> None:
    picture = plan(formats=("avif", "webp"), widths=(400, 800))
    assert [[(v.kind, v.width) for v in group] for group in picture.sources] == [
        [("avif", 400), ("avif", 800)],
        [("webp", 400), ("webp", 800)],
    ]
    assert (picture.fallback.kind, picture.fallback.width) == ("jpg", SHARE_WIDTH)


def test_a_picture_too_tall_for_webp_has_its_jpeg_only() -> None:
    picture = plan(original=Original("d", 1_080, 30_000))
    assert picture.sources == () and picture.fallback.width == 1_080


@pytest.mark.parametrize("width", [1, 2])
def test_a_strip_too_tall_for_jpeg_is_cut_down_to_what_jpeg_can_hold(width: int) -> None:
    fallback = plan(original=Original("d", width, 140_000)).fallback
    assert (fallback.kind, fallback.width, fallback.height) == ("jpg", 1, 65_500)


@pytest.mark.parametrize(
    ("path", "start"),
    [
        ("media/covers/lab.jpg", "media/covers/lab-"),
        ("media/校庆 合影（一）.jpg", "media/校庆-合影-一-"),
        ("stories/2024/a&b=c?#%,'.PNG", "stories/2024/a-b-c-"),
        ("media/???.jpg", "media/picture-"),
        ("media/" + "长" * 90 + ".jpg", "media/" + "长" * 50 + "-"),
    ],
)
def test_names_keep_what_the_editor_wrote_as_far_as_urls_allow(path: str, start: str) -> None:
    place = plan(path).fallback.path
    assert re.fullmatch(re.escape(start) + r"[0-9a-f]{10}-1200\.jpg", place)
    assert len(place.rpartition("/")[2].encode()) < 255


def test_names_follow_the_bytes_and_the_quality_and_nothing_else() -> None:
    same = plan().fallback.path
    assert plan(widths=(300,)).fallback.path == plan(formats=("avif",)).fallback.path == same
    assert plan(quality=50).fallback.path != same
    assert plan(original=Original("d2", 2_000, 1_000)).fallback.path != same


@pytest.mark.parametrize(
    ("images", "named"),
    [
        ({"widths": [960, 480]}, "images.widths"),
        ({"widths": []}, "images.widths"),
        ({"widths": [480, 480]}, "images.widths"),
        ({"widths": [8]}, "images.widths.0"),
        ({"widths": list(range(100, 1000, 100))}, "images.widths"),
        ({"formats": ["gif"]}, "images.formats.0"),
        ({"formats": []}, "images.formats"),
        ({"formats": ["webp", "webp"]}, "images.formats"),
        ({"quality": 0}, "images.quality"),
        ({"size": 3}, "images.size"),
        ("small", "images"),
    ],
)
def test_settings_that_make_no_sense_are_named(images: object, named: str) -> None:
    with pytest.raises(SettingsError, match=f"plugins.laurel.{named}: "):
        options_from({"images": images})
