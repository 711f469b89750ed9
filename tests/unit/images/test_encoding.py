"""What a picture is, and the bytes that are published of it: upright, in sRGB, telling nothing."""

from __future__ import annotations

import io
import subprocess
import sys

import photos
import pytest
from PIL import Image, ImageChops, ImageCms, ImageSequence, ImageStat

from generator.images.encode import check_formats, encode
from generator.images.examine import MAX_BYTES, examine
from generator.images.pixels import MAX_PIXELS
from generator.images.variants import Picture, Variant, plan_picture
from generator.options import ImageOptions

BOTH = ImageOptions(formats=("avif", "webp"), widths=(40, 100))
TELLING = (b"Exif", b"GPS", b"Telling", b"telling", b"ICC", b"eXIf", b"iCCP", b"tEXt", b"XMP")


def made(data: bytes, options: ImageOptions = BOTH) -> tuple[Picture, dict[Variant, bytes]]:
    original = examine(data)
    assert original.flaw == ""
    picture = plan_picture("media/a.jpg", original, options)
    return picture, dict(encode(data, picture, options.quality))


def shown(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def difference(one: Image.Image, two: Image.Image) -> float:
    """Return how far apart two pictures are, 0 to 255."""
    return max(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), two.convert("RGB"))).mean)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_of_what_a_phone_wrote_beside_the_pixels_is_published(kind: str) -> None:
    data = photos.telling_photo(120, 80, kind)
    assert any(word in data for word in (b"Telling", b"telling"))
    for variant, bytes_ in made(data)[1].items():
        assert not [word for word in TELLING if word in bytes_], variant
        image = shown(bytes_)
        assert not image.getexif() and not {"icc_profile", "comment", "xmp"} & image.info.keys()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photo_is_published_upright_with_its_upright_size(orientation: int) -> None:
    upright = photos.drawn(120, 80)
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # the transpositions that camera makes
    turned = upright.transpose(Image.Transpose(back[orientation])) if orientation > 1 else upright
    exif = Image.Exif()
    exif[photos.ORIENTATION] = orientation
    picture, files = made(photos.saved(turned, "JPEG", exif=exif, quality=95))
    for variant, data in files.items():
        image = shown(data)
        assert image.size == (variant.width, variant.height)
        assert difference(image, upright.resize(image.size)) < 6, variant
    assert (picture.fallback.width, picture.fallback.height) == (120, 80)


@pytest.mark.parametrize(
    "data",
    [
        photos.photo(120, 80, mode="CMYK"),
        photos.photo(120, 80, mode="L"),
        photos.photo(120, 80, "PNG", mode="1"),
        photos.photo(120, 80, "PNG", mode="P"),
        photos.photo(120, 80, "PNG", mode="LA"),
        photos.photo(120, 80, "PNG", mode="RGBA"),
        photos.photo(120, 80, "PNG", transparency=(0, 0, 0)),
        photos.photo(120, 80, "GIF", mode="P"),
        photos.photo(120, 80, "WEBP", lossless=True),
        photos.photo(120, 80, "AVIF"),
        photos.photo(120, 80, "MPO", save_all=True, append_images=[photos.drawn(60, 40)]),
        photos.photo(120, 80, icc_profile=b"no profile at all"),
        photos.saved(Image.new("I;16", (120, 80), 40_000), "PNG"),
        photos.photo(1, 1),
        photos.photo(3_000, 1, "PNG"),
    ],
    ids=lambda data: f"{len(data)} bytes",
)
def test_pictures_of_every_mode_become_pictures_of_the_planned_size(data: bytes) -> None:
    picture, files = made(data)
    assert set(files) == set(picture.variants)
    for variant, bytes_ in files.items():
        image = shown(bytes_)
        assert Image.MIME[str(image.format)] == variant.mime
        assert image.size == (variant.width, variant.height)


def test_grey_of_16_bits_keeps_its_brightness() -> None:
    _, files = made(photos.saved(Image.new("I;16", (120, 80), 128 * 257), "PNG"))
    for data in files.values():
        assert abs(ImageStat.Stat(shown(data).convert("L")).mean[0] - 128) < 3


def test_colours_of_another_profile_become_srgb() -> None:
    swapped = ImageCms.createProfile("LAB")  # no profile of RGB: it is left aside
    lab = ImageCms.ImageCmsProfile(swapped).tobytes()
    plain = shown(made(photos.photo(120, 80))[1].popitem()[1])
    left = shown(made(photos.photo(120, 80, icc_profile=lab))[1].popitem()[1])
    assert difference(plain, left) == 0


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_linear_profile_that_calls_itself_srgb_is_no_srgb(kind: str) -> None:
    grey = Image.new("RGB", (90, 60), "#808080")
    for data in made(photos.saved(grey, kind, icc_profile=photos.profile(), quality=95))[
        1
    ].values():
        assert abs(ImageStat.Stat(shown(data).convert("L")).mean[0] - 188) < 4


def test_every_frame_of_an_animation_becomes_srgb() -> None:
    data = photos.moving("PNG", icc_profile=photos.profile())
    picture, files = made(data)
    still, moving = shown(files[picture.fallback]), shown(files[picture.sources[0][0]])
    assert difference(still, moving) < 6
    assert difference(still, shown(data)) > 30


def test_transparent_grey_of_another_profile_becomes_srgb() -> None:
    name, other = ("".join(f"\0{letter}" for letter in word) for word in ("sRGB", "grey"))
    grey = photos.profile(**{"RGB ": "GRAY", "rTRC": "kTRC", name: other})
    image = Image.new("LA", (90, 60), (128, 200))
    for data in made(photos.saved(image, "PNG", icc_profile=grey))[1].values():
        assert abs(shown(data).convert("RGBA").getpixel((9, 9))[0] - 188) < 4


def test_transparent_parts_stay_transparent_and_opaque_pictures_become_jpeg() -> None:
    image = photos.drawn(120, 80, "RGBA")
    assert made(photos.saved(image, "PNG"))[0].fallback.kind == "jpg"
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    picture, files = made(photos.saved(image, "PNG"))
    assert picture.fallback.kind == "png"
    for variant, data in files.items():
        assert shown(data).convert("RGBA").getchannel("A").getextrema()[0] < 64, variant


def test_a_drawing_keeps_its_exact_colours() -> None:
    image = Image.new("RGB", (90, 60), "white")
    image.paste("#b3261e", (10, 10, 50, 50))
    picture, files = made(photos.saved(image, "PNG"), ImageOptions(widths=(100,)))
    assert picture.fallback.kind == "png"
    assert all(difference(shown(data), image) == 0 for data in files.values())


@pytest.mark.parametrize(("kind", "more", "loop"), [
    ("GIF", {"loop": 0}, 0), ("GIF", {"loop": 2}, 3), ("GIF", {}, 1),
    ("WEBP", {"loop": 4}, 4), ("PNG", {"loop": 0}, 0),
])  # fmt: skip
def test_an_animation_stays_one_and_has_a_still_for_those_who_cannot_play_it(
    kind: str, more: dict[str, int], loop: int
) -> None:
    picture, files = made(photos.moving(kind, **more))
    still, moving = shown(files[picture.fallback]), shown(files[picture.sources[0][0]])
    assert (getattr(still, "n_frames", 1), getattr(moving, "n_frames", 1)) == (1, 3)
    assert moving.format == "WEBP" and moving.info["loop"] == loop
    assert [len(group) for group in picture.sources] == [1]


def paced(kind: str, durations: list[int]) -> list[int]:
    """Return how long the frames of an animation are shown that had these durations."""
    first, *rest = (photos.drawn(64, 36).rotate(120 * number) for number in range(3))
    more = {"save_all": True, "append_images": rest, "duration": durations}
    picture, files = made(photos.saved(first, kind, **more))
    found = []
    for frame in ImageSequence.Iterator(shown(files[picture.sources[0][0]])):
        frame.load()  # a WebP says it only then
        found.append(frame.info["duration"])
    return found


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "AVIF"])
def test_frames_of_an_animation_stay_as_long_as_they_were(kind: str) -> None:
    assert paced(kind, [50, 200, 300]) == [50, 200, 300]


def test_a_frame_that_is_too_short_stays_as_long_as_browsers_show_it() -> None:
    assert paced("GIF", [10, 20, 300]) == [100, 20, 300]


def test_what_an_animation_shows_instead_of_itself_is_no_frame_of_it() -> None:
    instead, *frames = (Image.new("RGB", (64, 36), c) for c in ("white", "black", "#222"))
    more = {"save_all": True, "append_images": frames, "default_image": True, "duration": 80}
    picture, files = made(photos.saved(instead, "PNG", **more))
    still, moving = shown(files[picture.fallback]), shown(files[picture.sources[0][0]])
    assert still.getpixel((9, 9)) == (255, 255, 255)
    assert getattr(moving, "n_frames", 1) == 2 and max(moving.convert("RGB").getpixel((9, 9))) < 9


def test_an_animation_of_too_many_pixels_is_shown_still_and_says_so() -> None:
    frames = [Image.new("P", (8_000, 8_000), i) for i in (1, 2)]
    data = photos.saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    original = examine(data)
    assert (original.flaw, original.frames, original.width) == ("L336", 1, 8_000)


def test_bombs_are_refused_before_they_are_decoded() -> None:
    original = examine(photos.png_head(50_000, 50_000) + b"\0\0\0\0IDAT")
    assert original.flaw == "L335" and original.width == 0
    assert original.too_large == ("2,500,000,000 px", f"{MAX_PIXELS:,} px")


def test_a_frame_that_is_larger_than_its_screen_says_is_refused() -> None:
    head = b"GIF89a\x0a\x00\x0a\x00\xf0\x00\x00" + bytes(6)
    frame = b",\x00\x00\x00\x00\xff\xff\xff\xff\x00\x08\x01\x00\x00;"
    assert examine(head + frame).flaw == "L335"


def test_a_file_of_too_many_bytes_is_refused() -> None:
    assert examine(photos.photo(64, 36) + bytes(MAX_BYTES)).flaw == "L335"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
@pytest.mark.parametrize("part", [0.0, 0.01, 0.3, 0.7])
def test_a_picture_that_is_cut_off_is_damaged(kind: str, part: float) -> None:
    data = photos.photo(120, 80, kind)
    assert examine(data[: int(len(data) * part)]).flaw == "L334"


@pytest.mark.parametrize(
    "data",
    [b"", b"<script>alert(1)</script>", b"%!PS-Adobe-3.0 EPSF-3.0", b"8BPS" + bytes(100),
     b"\xff\xd8\xff", b"GIF89a", b"RIFF\0\0\0\0WEBP", photos.png_head(16, 32),
     photos.saved(Image.new("RGB", (8, 8)), "BMP"), photos.saved(Image.new("RGB", (8, 8)), "TIFF")],
)  # fmt: skip
def test_what_is_no_picture_for_the_web_is_damaged(data: bytes) -> None:
    assert examine(data).flaw == "L334"


@pytest.mark.parametrize("data", [photos.photo(300, 200), photos.moving(), photos.moving("WEBP")])
def test_the_same_picture_gives_the_same_bytes(data: bytes) -> None:
    assert made(data) == made(data)


def test_a_format_that_pillow_lacks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("PIL.features.check", lambda name: name != "avif")
    check_formats(("webp",))
    with pytest.raises(OSError, match="avif"):
        check_formats(("webp", "avif"))


def test_of_pillows_formats_only_those_of_pictures_for_the_web_are_loaded() -> None:
    program = """
import io, sys
from generator.images.examine import examine
from PIL import Image
for kind in ("WEBP", "AVIF"):
    Image.new("RGB", (8, 8)).save(stream := io.BytesIO(), kind)
    assert examine(stream.getvalue()).flaw == ""
assert examine(b"no picture").flaw == "L334"
assert "PIL.PdfImagePlugin" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)
