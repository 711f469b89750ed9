"""Owns looking into a picture: whether it can be read to its end, how large it is, what it is like.
May not read files or encode.
"""

from __future__ import annotations

import re
from hashlib import blake2b

from PIL import Image, ImageSequence

from generator.images.pixels import MAX_PIXELS, frames_of, is_sideways, opened, plain
from generator.images.variants import Original

MAX_BYTES = 64 << 20
# A drawing: few colours, and packed by its own format to less than two bits a pixel. A grey photo
# has few colours too.
SHARP_COLOURS = 256
SHARP_PIXELS_A_BYTE = 4


def digest_of(data: bytes) -> str:
    """Return the digest by which a picture is known."""
    return blake2b(data, digest_size=20).hexdigest()


def examine(data: bytes) -> Original:
    """Decode a picture whole, as small as its format allows, and say what it is. Never raises:
    what Pillow cannot read to its end has a flaw.
    """
    digest = digest_of(data)
    if len(data) > MAX_BYTES:
        return _too_large(digest, f"{len(data):,} B", f"{MAX_BYTES:,} B")
    try:
        with opened(data) as image:
            return _examined(digest, image, len(data))
    except (Image.DecompressionBombError, MemoryError) as error:
        pixels = re.search(r"\d+", str(error))
        return _too_large(digest, f"{int(pixels[0]):,} px" if pixels else "?", f"{MAX_PIXELS:,} px")
    except Exception:  # Pillow raises many types, SyntaxError and struct.error among them
        return Original(digest, flaw="L334")


def _too_large(digest: str, size: str, most: str) -> Original:
    return Original(digest, flaw="L335", too_large=(size, most))


def _examined(digest: str, image: Image.Image, size: int) -> Original:
    width, height = image.size
    frames, sideways = frames_of(image), is_sideways(image)
    long = frames > 1 and frames * width * height > MAX_PIXELS
    _decode(image, 1 if long else frames)
    return Original(
        digest,
        *((height, width) if sideways else (width, height)),
        sharp=_is_sharp(image, size, width * height),
        clear=_is_clear(image),
        frames=1 if long else frames,
        flaw="L336" if long else "",
    )


def _decode(image: Image.Image, frames: int) -> None:
    image.draft(None, (1, 1))
    image.load()
    if frames > 1:
        for frame in ImageSequence.Iterator(image):
            frame.load()
        image.seek(0)


def _is_sharp(image: Image.Image, size: int, pixels: int) -> bool:
    if image.format not in ("PNG", "GIF") or size * SHARP_PIXELS_A_BYTE >= pixels:
        return False
    return plain(image).getcolors(SHARP_COLOURS) is not None


def _is_clear(image: Image.Image) -> bool:
    """Tell whether any pixel is transparent; many opaque pictures carry an alpha channel."""
    if not image.has_transparency_data:
        return False
    lowest = plain(image).getchannel("A").getextrema()[0]
    return isinstance(lowest, (int, float)) and lowest < 255
