"""Owns the MkDocs plugin: `mkdocs build` and `mkdocs serve` give what `build.py` gives.
May not parse content or render bodies; it runs the pipeline inside MkDocs's events.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.utils.yaml import yaml_load

from generator.cache import cache_of
from generator.dashboard import publish_dashboard, refuse_foreign_dashboard, with_dashboard
from generator.failures import is_told, why
from generator.host.assets import collect_assets, loaded_from_elsewhere, versioned
from generator.host.frames import (
    FRAME_TEMPLATE,
    Drawn,
    frame_context,
    new_token,
    placeholder_url,
    without_blank_lines,
)
from generator.images import images_of
from generator.known import loads_elsewhere
from generator.options import SettingsError, near, options_from, wrong
from generator.pipeline import Look, Prepared, prepare, publish
from generator.problems import Severity, has_errors
from generator.publish import (
    BuildRunningError,
    PublishError,
    Stage,
    forget,
    one_build_at_a_time,
    refuse_dashboard,
)
from generator.render.frame import Frame
from generator.render.templates import Templates
from generator.render.views import Desk
from generator.settings import Settings, notes_on, settings_from
from generator.settingstext import load_settings, with_lines
from generator.source.text import EncodingError, read_text
from generator.watch import Watch
from generator.workshop import Workshop

log = logging.getLogger("mkdocs.plugins.laurel")

BOM = "\ufeff"
ALIKE = 0.8  # the ratio from which on a file may have been meant


class LaurelPlugin(BasePlugin):  # type: ignore[no-untyped-call,type-arg]  # mkdocs has no types here
    """Draws the frame and, under `mkdocs build` or `serve`, builds the whole site.

    `draw_for` is set by `build.py`, which only wants the frame for a site it has prepared, drawn
    in a folder of its own.
    """

    draw_for: Desk | None = None
    draw_in: Path | None = None

    def __init__(self) -> None:
        self._prepared: Prepared | None = None
        self._frame: Frame | None = None
        self._site_dir = Path()
        self._scratch = ""
        self._token = ""
        self._serving = False

    def load_config(
        self, options: Any, config_file_path: str | None = None
    ) -> tuple[list[tuple[str, Exception]], list[tuple[str, str]]]:
        """Let the settings judge the options, so that both commands say the same."""
        try:
            options_from(dict(options or {}))
        except SettingsError as error:
            return [("laurel", PluginError(str(error)))], []
        self.config = dict(options or {})
        return [], []

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Note whether MkDocs serves: then its site folder is its own, and goes with it."""
        self._serving = command == "serve"

    def on_shutdown(self) -> None:
        """Leave nothing beside the folder that MkDocs made for serving."""
        if self._serving:
            forget(self._site_dir)

    @event_priority(-100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Let MkDocs work in a scratch folder and under the placeholder URL."""
        if config.theme.name in ("mkdocs", "readthedocs"):
            raise PluginError("mkdocs.yml: theme.name: material is wanted / 要写 material")
        if not _names_language(config):
            config.theme["language"] = "zh"
        settings = _checked_settings(config)
        self._settings = settings
        self._templates = Path(config.config_file_path).parent / "templates"
        self._site_dir = Path(config.site_dir)
        self._config = config
        self._scratch = tempfile.mkdtemp(prefix="laurel-frame-", dir=self.draw_in)
        self._token = new_token()
        config.site_dir = self._scratch
        config.site_url = placeholder_url(settings.site_url)
        config.extra.setdefault("homepage", placeholder_path(config.site_url))
        return config

    def on_pre_build(self, config: MkDocsConfig) -> None:
        """Read and check everything before MkDocs starts, so that a mistake costs nothing."""
        if self.draw_for is None:
            with _told():
                refuse_dashboard(self._site_dir)
                self._prepared = self._prepare(config)

    @event_priority(-100)  # other plugins have added theirs
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Keep the theme's files; content is not MkDocs's to read."""
        root = Path(config.docs_dir)
        for file in list(files):
            if file.abs_src_path is not None and Path(file.abs_src_path).is_relative_to(root):
                files.remove(file)
            elif file.is_documentation_page():
                raise PluginError(
                    f"mkdocs.yml: plugins: one makes a page of its own, {file.src_uri}, and Laurel "
                    "draws none for it / 有插件自己生成页面，不能和 laurel 一起用"
                )
        return files

    def on_template_context(self, context: Any, *, template_name: str, config: MkDocsConfig) -> Any:
        """Give the theme's templates what they draw the frame with."""
        context["laurel"] = frame_context(self._desk(), self._token)
        return context

    @event_priority(-100)  # hooks and other plugins may have changed it
    def on_post_template(
        self, output_content: str, *, template_name: str, config: MkDocsConfig
    ) -> str:
        """Catch the drawn frame; MkDocs writes no page of its own."""
        if template_name == FRAME_TEMPLATE:
            html = output_content.replace(BOM, "")  # of templates that Windows' editors saved
            self._frame = Frame(without_blank_lines(html), self._token)
        return ""

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Fill the frame and publish, unless only the frame was wanted."""
        try:
            if self._prepared is not None:
                with _told():
                    self._publish(self._prepared)
        finally:
            self._prepared = None
            if self.draw_for is None:
                self.forget()

    def on_build_error(self, *, error: Exception) -> None:
        """Leave no scratch folder behind; say in words what is wrong with a template."""
        self.forget()
        if self.draw_for is None and is_told(error):
            raise PluginError(why(error)) from error

    def drawn(self) -> Drawn:
        """Return the frame and the theme's files of the last build; raises `PluginError`."""
        if self._frame is None or not self._frame.is_whole:
            raise PluginError(
                "mkdocs.yml: theme.custom_dir: Laurel's templates/theme is wanted, or its 404.html "
                "draws no page / 要写 Laurel 的 templates/theme，其中的 404.html 要画出页面"
            )
        with _judged(self._config.config_file_path):
            self._check_extras()
        assets = collect_assets(Path(self._scratch))
        return Drawn(Frame(versioned(self._frame.html, assets), self._token), assets)

    def forget(self) -> None:
        """Remove the scratch folder; what MkDocs does next (`gh-deploy`) is with the site."""
        shutil.rmtree(self._scratch, ignore_errors=True)
        if self._scratch and self._config.site_dir == self._scratch:
            self._config.site_dir = str(self._site_dir)

    def _check_extras(self) -> None:
        """Refuse a file that every page would ask the theme for in vain, as content has none, and
        style sheets that ask other hosts.
        """
        theme, folder = self._config.theme, Path(self._scratch)
        wanted = {key: self._config[key] for key in ("extra_css", "extra_javascript")}
        wanted |= {f"theme.{key}": [theme.get(key) or ""] for key in ("favicon", "logo")}
        for key, items in wanted.items():
            for item in filter(None, map(str, items)):
                if said := loads_elsewhere(item):  # hooks and plugins may have added it
                    raise wrong(key, f"{item}: {said}")
                if not item.startswith("/") and not (folder / item.partition("?")[0]).is_file():
                    there = (path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))
                    said = f"{item} is not in theme.custom_dir / theme.custom_dir 里没有这个文件"
                    raise wrong(key, said + near(item, there, ALIKE))
        for place, url in loaded_from_elsewhere(folder):
            raise wrong("theme.custom_dir", f"{place}: {loads_elsewhere(url)}")

    def _desk(self) -> Desk:
        if self.draw_for is not None:
            return self.draw_for
        assert self._prepared is not None
        return self._prepared.desk

    def _prepare(self, config: MkDocsConfig) -> Prepared:
        self._now = datetime.now(self._settings.zone)
        place = (Path(config.docs_dir), self._settings, self._templates, self._now)
        prepared = prepare(*place, Watch(), images_of(self._site_dir))
        lang, root = self._settings.language, f"{Path(config.docs_dir).name}/"
        for problem in prepared.problems:
            grave = config.strict or problem.severity is Severity.ERROR
            level = logging.ERROR if grave else logging.WARNING
            log.log(level, "%s", problem.line(lang, root))
        if has_errors(prepared.problems, strict=config.strict):
            raise PluginError("内容有错误，没有发布 / content has errors, nothing was published")
        return prepared

    def _publish(self, prepared: Prepared) -> None:
        drawn = self.drawn()

        def waiting() -> None:
            log.info("另一个构建正在进行，等它结束 / waiting for another build")

        with one_build_at_a_time(self._site_dir, waiting):
            if not self._serving:
                refuse_foreign_dashboard(prepared, self._site_dir)
            # What build.py left for its next build may be withdrawn by now; here it is of no use.
            shutil.rmtree(cache_of(self._site_dir), ignore_errors=True)
            stage = Stage(self._site_dir)
            dashboard = with_dashboard(prepared, self._templates, self._now)
            templates = Templates(self._templates, self._settings, prepared.desk.texts)
            look = Look(templates, drawn.frame, (*drawn.assets, *dashboard))
            publish(prepared, look, Workshop(stage, Watch()))
            if not self._serving:
                publish_dashboard(prepared, self._templates, self._now, self._site_dir)


@contextmanager
def _told() -> Iterator[None]:
    """Say in words what stops a build: of all but its own errors MkDocs prints the traceback."""
    try:
        yield
    except Exception as error:
        if not is_told(error) and not isinstance(error, (BuildRunningError, PublishError)):
            raise
        raise PluginError(why(error)) from error


def placeholder_path(url: str) -> str:
    """Return the path of the placeholder URL."""
    return "/" + url.split("://", 1)[1].split("/", 1)[1]


def _names_language(config: MkDocsConfig) -> bool:
    """Tell whether the site names its language: Material's own is English, Laurel's Chinese."""
    with open(config.config_file_path, "rb") as stream:
        theme = (yaml_load(stream) or {}).get("theme")  # in `config` Material's has come in
    return isinstance(theme, Mapping) and bool(theme.get("language"))


def _checked_settings(config: MkDocsConfig) -> Settings:
    """Return the settings, as MkDocs evaluated them; what does nothing in their file is told."""
    raw: Mapping[str, Any] = {
        **{key: config.get(key) for key in config},
        "theme": {"language": config.theme.get("language")},
        "plugins": [{"laurel": config.plugins["laurel"].config}],
    }
    with _judged(config.config_file_path) as text:
        for note in notes_on(load_settings(text), text):
            log.info(note)
        return settings_from(raw)


@contextmanager
def _judged(config_file: str) -> Iterator[str]:
    """Give the text of the settings, and say as MkDocs wants it what is wrong with one."""
    try:
        text = read_text(Path(config_file))
        with with_lines(text):
            yield text
    except (SettingsError, EncodingError) as error:
        raise PluginError(str(error)) from None
