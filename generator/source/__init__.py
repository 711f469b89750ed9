"""Owns reading `content/`: the walk, text decoding, front matter, YAML and CSV tables.
May not know kinds: what a field means is decided in `schema/` and `kinds/`.
"""

from generator.source.entry import RawEntry, Unread, read_entry, read_list
from generator.source.folder import ContentFolder, open_folder
from generator.source.locate import to_problems

__all__ = [
    "ContentFolder",
    "RawEntry",
    "Unread",
    "open_folder",
    "read_entry",
    "read_list",
    "to_problems",
]
