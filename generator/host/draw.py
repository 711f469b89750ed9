"""Owns running MkDocs once to draw the frame for `build.py`.
May not publish.
"""

from __future__ import annotations

import logging.handlers
import os
import shutil
import tempfile
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader

from generator.host.frames import Drawn
from generator.render.views import Desk
from generator.settingstext import load_settings
from generator.source.text import read_text

if TYPE_CHECKING:
    from mkdocs.theme import Theme

TOLD = 100  # errors of MkDocs that are kept; it says one or two


class HostError(RuntimeError):
    """MkDocs could not draw the frame: the configuration or the theme is broken."""


class _Unhidden(FileSystemLoader):
    """Finds every template, and lists none in a hidden folder: MkDocs copies no file from there,
    but would look at each of Material's 14,000 icons (55 of 220 ms of drawing).
    """

    def list_templates(self) -> list[str]:
        """Return the names of the files that MkDocs may copy."""
        found: set[str] = set()
        for root in map(Path, self.searchpath):
            for folder, folders, files in os.walk(root, followlinks=self.followlinks):
                folders[:] = [name for name in folders if not name.startswith(".")]
                found.update(Path(folder, file).relative_to(root).as_posix() for file in files)
        return sorted(found)


def without_hidden(theme: Theme) -> None:
    """Let a theme's environment list no hidden files."""
    whole = theme.get_env

    def get_env() -> Environment:
        environment = whole()
        environment.loader = _Unhidden(theme.dirs)
        return environment

    # MkDocs makes the environment and lists the files before it tells any plugin.
    theme.get_env = get_env  # type: ignore[method-assign]  # one theme, not the class of all


def _in_hook(error: Exception, config_file: Path) -> str:
    """Return file and line of the hook that an error comes from, '' if it comes from elsewhere."""
    named = load_settings(read_text(config_file)).get("hooks") or ()
    hooks = {os.path.normpath(config_file.parent / str(name)) for name in named}
    places = [(frame.filename, frame.lineno) for frame in extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError):
        places.append((error.filename or "", error.lineno))
    return next((f"{file}:{line}" for file, line in reversed(places) if file in hooks), "")


def draw_frame(config_file: Path, scratch: Path, desk: Desk) -> Drawn:
    """Let MkDocs and Material draw the frame of a prepared site; raises `HostError`. Whoever made
    `scratch` takes it down: a child that is killed here leaves files in it.
    """
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    from generator.host.plugin import LaurelPlugin

    log, told = logging.getLogger("mkdocs"), logging.handlers.BufferingHandler(TOLD)
    log.setLevel(logging.ERROR)
    log.addHandler(told)
    no_docs = tempfile.mkdtemp(prefix="docs-", dir=scratch)  # content is not MkDocs's to walk
    try:
        path = str(config_file)  # told twice: without a standard input MkDocs would forget it
        config = load_config(config_file=path, config_file_path=path, docs_dir=no_docs)
        plugin = config.plugins.get("laurel")
        if not isinstance(plugin, LaurelPlugin):
            raise HostError(f"{config_file}: plugins: laurel is missing / 缺少 laurel 插件")
        plugin.draw_for, plugin.draw_in = desk, scratch
        without_hidden(config.theme)
        try:
            config.plugins.on_startup(command="build", dirty=False)  # as MkDocs's command does
            build(config)
            return plugin.drawn()
        finally:
            config.plugins.on_shutdown()
            plugin.forget()
    except (MkDocsException, OSError) as error:
        reasons = [record.getMessage() for record in told.buffer]  # the error itself says "Aborted"
        raise HostError(f"{config_file}: {'; '.join(reasons) or error}") from error
    except Exception as error:
        if not (place := _in_hook(error, config_file)):
            raise
        raise HostError(f"{place}: {type(error).__name__}: {error}") from error
    finally:
        log.removeHandler(told)
        shutil.rmtree(no_docs, ignore_errors=True)
