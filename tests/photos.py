"""Owns picture files for tests, made when they are needed; the same call gives the same picture.
May not assert anything.
"""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms

GPS = 0x8825  # EXIF's pointer to where a picture was taken
ORIENTATION = 0x0112


def drawn(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Return a picture of smooth colours, no two corners alike."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    round_ = Image.radial_gradient("L").resize((width, height))
    return Image.merge("RGB", (across, down, round_)).convert(mode)


def photo(width: int, height: int, kind: str = "JPEG", mode: str = "RGB", **more: Any) -> bytes:
    """Return a picture file; `more` is what Pillow is told when it saves."""
    return saved(drawn(width, height, mode), kind, **more)


def saved(image: Image.Image, kind: str, **more: Any) -> bytes:
    """Return the bytes of a picture in a format."""
    stream = io.BytesIO()
    image.save(stream, kind, **more)
    return stream.getvalue()


def profile(**renamed: str) -> bytes:
    """Return a linear ICC profile that calls itself sRGB, with parts of it renamed."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = made.replace(b"para\0\0\0\0\0\3\0\0", b"curv" + bytes(8))
    for old, new in renamed.items():
        made = made.replace(old.encode(), new.encode())
    return made


def telling_photo(width: int, height: int, kind: str = "JPEG", orientation: int = 6) -> bytes:
    """Return a photo as phones take it: turned, and saying where, when and with what."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "Telling Phone"
    exif.get_ifd(GPS).update({1: "N", 2: (30.0, 15.0, 51.0), 3: "E", 4: (120.0, 7.0, 12.0)})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    more: dict[str, Any] = {"exif": exif, "icc_profile": profile}
    if kind == "JPEG":
        more |= {"comment": b"telling comment", "xmp": b"<x:xmpmeta>telling xmp</x:xmpmeta>"}
    return photo(width, height, kind, **more)


def moving(kind: str = "GIF", frames: int = 3, **more: Any) -> bytes:
    """Return an animation of 64 by 36 pixels."""
    images = [drawn(64, 36).rotate(120 * i) for i in range(frames)]
    first, *rest = [image.quantize(32) for image in images] if kind == "GIF" else images
    return saved(first, kind, save_all=True, append_images=rest, duration=80, **more)


def png_head(width: int, height: int) -> bytes:
    """Return the beginning of a PNG that says it has this size."""
    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", size)


def plain_png(width: int, height: int, colour: bytes = b"\x12\x30\x2a") -> bytes:
    """Return a PNG of one colour whose bytes depend on no library's way of packing."""
    rows = (b"\0" + colour * width) * height
    packed = zlib.compress(rows, 0)
    return png_head(width, height) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def escaped(path: str, data: bytes) -> str:
    """Return a file for `site_from` that holds these bytes."""
    return f"-- {path} (escaped) --\n" + "".join(f"\\x{byte:02x}" for byte in data) + "\n"


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
