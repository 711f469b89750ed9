"""Builds the site: `python build.py`. Everything is in `generator/cli.py`."""

import sys

# Said here, before any import can fail on it: the Markdown engine has wheels for Windows from
# Python 3.14 on, elsewhere from 3.11 on.
_NEEDED = (3, 14) if sys.platform == "win32" else (3, 11)
if sys.version_info < _NEEDED:
    sys.exit(
        "Laurel needs Python {0}.{1} or newer here / 这里需要 Python {0}.{1} 或更新的版本".format(
            *_NEEDED
        )
    )

try:
    from generator.cli import run

    if __name__ == "__main__":
        run()  # which loads more, and may miss it then
except KeyboardInterrupt:
    sys.exit("Aborted!")  # as click says it later
except ModuleNotFoundError as error:
    if (error.name or "generator").startswith("generator"):
        raise
    sys.exit(
        f"{error.name} is not installed: run `make site`, or the commands in README.md / "
        f"还没有安装 {error.name}：请运行 make site，或照 README.zh.md 里的命令安装"
    )
