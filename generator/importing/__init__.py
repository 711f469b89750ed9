"""Owns the import of posts from Hugo, Hexo and Jekyll; this page is its public face.
May not be imported by any room but the command line.
"""

from generator.importing.dialect import Dialect
from generator.importing.importer import import_posts
from generator.importing.notes import ImportReport

__all__ = ["Dialect", "ImportReport", "import_posts"]
