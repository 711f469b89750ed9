"""Owns running MkDocs once to draw the frame for `build.py`.
May not publish.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from pathlib import Path

from generator.host.frames import Drawn
from generator.render.views import Desk


class HostError(RuntimeError):
    """MkDocs could not draw the frame: the configuration or the theme is broken."""


def draw_frame(config_file: Path, desk: Desk) -> Drawn:
    """Let MkDocs and Material draw the frame of a prepared site; raises `HostError`."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    from generator.host.plugin import LaurelPlugin

    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    no_docs = tempfile.mkdtemp(prefix="laurel-docs-")  # content is not MkDocs's to walk
    try:
        path = str(config_file)  # told twice: without a standard input MkDocs would forget it
        config = load_config(config_file=path, config_file_path=path, docs_dir=no_docs)
        plugin = config.plugins.get("laurel")
        if not isinstance(plugin, LaurelPlugin):
            raise HostError(f"{config_file}: plugins: laurel is missing / 缺少 laurel 插件")
        plugin.draw_for = desk
        try:
            build(config)
            return plugin.drawn()
        finally:
            plugin.forget()
    except (MkDocsException, OSError) as error:
        raise HostError(f"{config_file}: {error}") from error
    finally:
        shutil.rmtree(no_docs, ignore_errors=True)
