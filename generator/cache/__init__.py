"""Owns what a build leaves for the next one: files that are verified before they are believed.
May not know what is in them.
"""

from generator.cache.fingerprint import program_fingerprint, tree_fingerprint
from generator.cache.keys import NO_KEY, key_of
from generator.cache.store import Store, cache_of

__all__ = [
    "NO_KEY",
    "Store",
    "cache_of",
    "key_of",
    "program_fingerprint",
    "tree_fingerprint",
]
