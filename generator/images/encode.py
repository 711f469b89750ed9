"""Owns the bytes of what is published of a picture: WebP, AVIF, JPEG, PNG.
May not read or write files, or choose sizes. The same picture gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator

from PIL import Image, ImageSequence, features

from generator.images.pixels import in_srgb, opened, resized, upright
from generator.images.variants import Picture, Variant

AVIF_LESS = 18  # AVIF's scale of quality: 60 looks like WebP's and JPEG's 78
AVIF_SPEED = 6
SHORTEST_MS = 20  # browsers show a shorter frame for 100 ms


def check_formats(formats: Collection[str]) -> None:
    """Raise OSError if this machine's Pillow cannot write one of the formats."""
    for name in formats:
        if not features.check(name):
            raise OSError(f"这里的 Pillow 写不了 {name} / this Pillow cannot write {name}")


def encode(data: bytes, picture: Picture, quality: int) -> Iterator[tuple[Variant, bytes]]:
    """Yield the bytes of every variant of a picture that `examine` found good."""
    still = [picture.fallback] if picture.moves else sorted(picture.variants, key=_by_width)
    with opened(data) as image:
        if picture.moves:
            (moving,) = picture.sources[0]
            yield moving, _moving(image, moving, quality)
            image.seek(0)
        shown = upright(image, still[0].width, still[0].height)
    for variant in still:
        shown = resized(shown, variant.width, variant.height)
        yield variant, _bytes(shown, variant, picture.sharp, quality)


def _by_width(variant: Variant) -> int:
    """Sort the largest first: each is made of the one before."""
    return -variant.width


def _bytes(image: Image.Image, variant: Variant, sharp: bool, quality: int) -> bytes:
    stream = io.BytesIO()
    _SAVE[variant.kind](image, stream, sharp, quality)
    return stream.getvalue()


def _webp(image: Image.Image, stream: io.BytesIO, sharp: bool, quality: int) -> None:
    image.save(stream, "WEBP", quality=quality, method=4)
    if sharp:  # and usually smaller so, unless it was made smaller
        exact = io.BytesIO()
        image.save(exact, "WEBP", quality=quality, method=4, lossless=True)
        if len(exact.getvalue()) < len(stream.getvalue()):
            stream.seek(0)
            stream.truncate()
            stream.write(exact.getvalue())


def _avif(image: Image.Image, stream: io.BytesIO, sharp: bool, quality: int) -> None:
    image.save(
        stream,
        "AVIF",
        quality=max(1, quality - AVIF_LESS),
        speed=AVIF_SPEED,
        subsampling="4:4:4" if sharp else "4:2:0",
        max_threads=1,  # more cut the picture into tiles: other bytes on other machines
    )


def _jpeg(image: Image.Image, stream: io.BytesIO, sharp: bool, quality: int) -> None:
    image.convert("RGB").save(stream, "JPEG", quality=quality, optimize=True, progressive=True)


def _png(image: Image.Image, stream: io.BytesIO, sharp: bool, quality: int) -> None:
    if not sharp:  # a photo with transparent parts would be some megabytes
        image = image.convert("RGBA").quantize(256, Image.Quantize.FASTOCTREE)
    image.save(stream, "PNG", optimize=True)


_SAVE: dict[str, Callable[[Image.Image, io.BytesIO, bool, int], None]] = {
    "webp": _webp,
    "avif": _avif,
    "jpg": _jpeg,
    "png": _png,
}


def _moving(image: Image.Image, variant: Variant, quality: int) -> bytes:
    """Return all frames as an animated WebP with their durations and repetitions."""
    frames, durations = [], []
    every = ImageSequence.Iterator(image)
    if image.info.get("default_image"):  # an APNG's picture for those who cannot play it
        next(every)
    profile = image.info.get("icc_profile")
    for frame in every:
        smaller = resized(frame.convert("RGBA"), variant.width, variant.height)
        frames.append(in_srgb(smaller, profile))
        spent = int(frame.info.get("duration", 0))  # WebP and AVIF know it once they are decoded
        durations.append(spent if spent >= SHORTEST_MS else 100)
    stream = io.BytesIO()
    frames[0].save(
        stream,
        "WEBP",
        save_all=True,
        append_images=frames[1:],
        duration=durations,
        loop=_loops(image),
        quality=quality,
        method=4,
    )
    return stream.getvalue()


def _loops(image: Image.Image) -> int:
    """Return how often it plays, 0 for ever. GIF counts repetitions, and plays once without."""
    repeats = image.info.get("loop")
    if image.format != "GIF":
        return int(repeats or 0)
    return 1 if repeats is None else int(repeats) + 1 if repeats else 0
