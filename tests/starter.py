"""Owns starting Laurel's command at once: children of a process that has imported it.
May not know a test.

A line asks for one run: JSON with a script that changes the program first, arguments, folder,
environment, and the files for what it prints. A child does what `python build.py` does from its
first line to the interpreter's end; what is answered is its exit code.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import sys
import tempfile
from pathlib import Path

BUILD_PY = Path(__file__).resolve().parent.parent / "build.py"


def import_everything() -> None:
    """Import what a build imports late, with its dictionaries: children then have them, and do not
    look through all that for garbage.
    """
    rooms = pkgutil.walk_packages(importlib.import_module("generator").__path__, "generator.")
    for name in (*(room.name for room in rooms), "material", "mkdocs.commands.build"):
        importlib.import_module(name)
    gc.freeze()


def main() -> None:
    """Answer one line after the other; comes back in children only, which then run the command."""
    asking, answering = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb", 0)
    interrupted = signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends when tests have
    for line in asking:
        if not (child := os.fork()):
            asking.close()
            answering.close()
            signal.signal(signal.SIGINT, interrupted)
            return become(**json.loads(line))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        answering.write(b"%d\n" % code)
    os._exit(0)


def become(
    script: str,
    arguments: list[str],
    cwd: str,
    env: dict[str, str],
    out: str,
    err: str,
    seconds: int,
) -> None:
    """Take the place of the command that was asked for, and do first what a script says."""
    signal.alarm(seconds)
    for number, path in enumerate((os.devnull, out, err)):
        file = os.open(path, os.O_WRONLY | os.O_APPEND if number else os.O_RDONLY)
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    tempfile.tempdir = None
    sys.argv[:] = [str(BUILD_PY), *arguments]
    exec(script, {})


if __name__ == "__main__":
    sys.path[0] = str(BUILD_PY.parent)
    import_everything()
    main()
    runpy.run_path(str(BUILD_PY), run_name="__main__")
