"""Builds the site: `python build.py`. Everything is in `generator/cli.py`."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - says it clearly instead of failing on new syntax
    sys.exit("Laurel needs Python 3.11 or newer / 需要 Python 3.11 或更新的版本")

from generator.cli import main

if __name__ == "__main__":
    main()
