"""Owns opening pictures with Pillow and turning what they hold into upright pixels in sRGB.
May not read files, choose sizes or write a format.
"""

from __future__ import annotations

import io
import warnings
from contextlib import suppress

# Without these two plugins Pillow would load all that it has, 40 modules in 25 ms, in each process
# that meets or writes one of their formats, or a broken picture.
from PIL import (
    AvifImagePlugin,  # noqa: F401  # tells Pillow of AVIF
    Image,
    ImageChops,
    ImageCms,
    WebPImagePlugin,  # noqa: F401  # tells Pillow of WebP
)

MAX_PIXELS = 100_000_000
# By content, never by name: other decoders of Pillow start programs (EPS) or are little used.
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")

_STILL = ("JPEG", "MPO")  # the further pictures of a phone's MPO are no frames
_ORIENTATION = 0x0112  # EXIF 2.3, 4.6.4
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = (5, 6, 7, 8)
_MODES = {"1": "L", "I": "L", "F": "L"}
_SRGB = ImageCms.createProfile("sRGB")
_GREYS = Image.linear_gradient("L").crop((0, 0, 1, 256)).convert("RGB")
_SEEN = 2  # steps of 255 that two ways of computing the same colour are apart at most

# Pillow refuses what has twice its limit of pixels, also in a frame that is larger than its
# header says; below that it only warns, and the limit is ours. It also warns of EXIF that makes no
# sense, in words that no editor understands: nothing of it is published.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2
warnings.filterwarnings("ignore", module=r"PIL\.")


def opened(data: bytes) -> Image.Image:
    """Return the picture with its header read; raises what Pillow raises."""
    return Image.open(io.BytesIO(data), formats=FORMATS)


def frames_of(image: Image.Image) -> int:
    """Return how many frames a moving picture has, 1 for a still."""
    return 1 if image.format in _STILL else getattr(image, "n_frames", 1)


def is_sideways(image: Image.Image) -> bool:
    """Tell whether width and height change places when the picture is put upright."""
    return _turn(image) in _SIDEWAYS


def upright(image: Image.Image, width: int, height: int) -> Image.Image:
    """Return the first frame upright, in sRGB, as RGB or RGBA, in a size that is not larger.

    It carries nothing but pixels.
    """
    turn = _turn(image)
    if turn in _SIDEWAYS:
        width, height = height, width
    image.draft(None, (width, height))  # JPEG decodes halves, quarters and eighths for less
    profile = image.info.get("icc_profile")
    shown = in_srgb(resized(plain(image), width, height), profile)
    shown = shown.transpose(_TURNS[turn]) if turn in _TURNS else shown
    shown.info = {}  # some encoders write the comment or profile that they find here
    return shown


def plain(image: Image.Image) -> Image.Image:
    """Return the picture in a mode that can be resized: L, LA, RGB, RGBA or CMYK."""
    if image.mode.startswith("I;16"):
        image = image.convert("I")
    if image.mode == "I":  # 16 bits of grey
        image = image.point(lambda value: value * (1 / 257))
    if image.mode in ("LA", "RGBA", "CMYK"):
        return image
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode in ("L", "RGB"):
        return image
    return image.convert(_MODES.get(image.mode, "RGB"))


def resized(image: Image.Image, width: int, height: int) -> Image.Image:
    """Return the picture in another size."""
    if image.size == (width, height):
        return image
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _turn(image: Image.Image) -> int:
    """Return EXIF's orientation, 1 to 8; a moving picture has none."""
    found = image.getexif().get(_ORIENTATION, 1) if frames_of(image) == 1 else 1
    return found if found in _TURNS else 1


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture as RGB or RGBA in sRGB. A profile that makes no sense is left aside."""
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    colours = image.convert(image.mode.removesuffix("A")) if alpha else image
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if not _is_srgb(source):
                made = ImageCms.profileToProfile(colours, source, _SRGB, outputMode="RGB")
                colours = made or colours
    shown = colours.convert("RGB")
    if alpha:
        shown.putalpha(alpha)
    return shown


def _is_srgb(profile: ImageCms.ImageCmsProfile) -> bool:
    """Tell whether a profile changes nothing. Linear ones, GIMP's too, call themselves sRGB."""
    if "sRGB" not in ImageCms.getProfileDescription(profile):
        return False
    made = ImageCms.profileToProfile(_GREYS, profile, _SRGB) or _GREYS
    return not any(ImageChops.difference(made, _GREYS).convert("L").histogram()[_SEEN + 1 :])
