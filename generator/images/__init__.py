"""Owns pictures as the site publishes them: which sizes and names, their bytes, their cache.
May not know pages or write into the site.
"""

from generator.images.pictures import (
    Pictures,
    keep_used,
    make_pictures,
    picture_artefacts,
)
from generator.images.store import images_of
from generator.images.variants import Picture, Variant, stem_of

__all__ = [
    "Picture",
    "Pictures",
    "Variant",
    "images_of",
    "keep_used",
    "make_pictures",
    "picture_artefacts",
    "stem_of",
]
