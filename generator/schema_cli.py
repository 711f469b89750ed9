"""Owns the command `schema`: JSON Schemas for the editors of content, and who reads them.
May not know what is in a schema; nor change settings that somebody has.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cache.store import is_link
from generator.failures import Failure
from generator.source.folder import real
from generator.stats_cli import replace_file

if TYPE_CHECKING:
    from generator.cli import Run
    from generator.jsonschemas import JsonSchema

FOLDER = ".schema"  # in `content/`; what begins with a dot is no content
_SETTINGS = (".vscode", "settings.json")
_KEY = "yaml.schemas"

_SAID = ({"zh": "没有变化", "en": "unchanged"}, {"zh": "已更新", "en": "updated"})
_LINKED = "是链接，不往里写；请先删掉它，或者用 --into / is a link: delete it, or use --into"
_BY_HAND = {
    "zh": "里面已有你的设置，请自己加上：",
    "en": "has settings of yours; please add to them:",
}


@click.command()
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="放在哪个文件夹 / the folder to write into. [default: content/.schema]",
)
@click.pass_obj
def schema(run: Run, into: Path | None) -> None:
    """让编辑器边写边补全、标错（JSON Schema）/ JSON Schemas for editors that complete and check."""
    from generator.jsonschemas import schemas_of
    from generator.schema import Context

    if not run.content.is_dir():
        raise Failure(f"{run.shown(run.content)}: 没有这个目录 / there is no such folder")
    folder = into or run.content / FOLDER
    schemas = tuple(schemas_of(run.content, Context.of(run.settings), run.lang))
    changed = _write(folder, schemas)
    wanted = {_KEY: _associations(run, folder, schemas)}
    settings = run.config.parent.joinpath(*_SETTINGS)
    state = _settle(settings, wanted)
    if run.as_json:
        document = {"folder": run.shown(folder), "changed": changed, **wanted, "settings": state}
        click.echo(_text(document), nl=False)
        return
    click.echo(f"{run.shown(folder)}/: {_SAID[bool(changed)][run.lang]}")
    if state == "other":
        click.echo(f"{run.shown(settings)}: {_BY_HAND[run.lang]}\n{_text(wanted)}", nl=False)
    else:
        click.echo(f"{run.shown(settings)}: {_SAID[state == 'written'][run.lang]}")


def _write(folder: Path, schemas: tuple[JsonSchema, ...]) -> list[str]:
    """Write the files that differ from what they should be and return their names."""
    data = {f"{schema.name}.json": _text(schema.shape).encode() for schema in schemas}
    for path in (folder, *map(folder.joinpath, data)):
        if is_link(path):
            raise Failure(f"{path.as_posix()}: {_LINKED}")
    changed = [name for name in data if _bytes(folder / name) != data[name]]
    for name in changed:
        replace_file(folder / name, data[name])
    return changed


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _associations(run: Run, folder: Path, schemas: tuple[JsonSchema, ...]) -> dict[str, list[str]]:
    """Return which files each schema is for, as the YAML extension of VS Code wants it: paths from
    the folder of mkdocs.yml.
    """
    found = {
        schema.name: [_from(run, run.content / pattern) for pattern in schema.files]
        for schema in schemas
    }
    found["mkdocs"] = [run.config.name]
    return {_from(run, folder / f"{name}.json"): files for name, files in found.items() if files}


def _from(run: Run, path: Path) -> str:
    """Return a path as seen from the project's folder; whole where it lies elsewhere. `content/`,
    or the way to the project, may be a link.
    """
    project = run.config.parent
    ways = (Path(os.path.abspath(path)), real(path))
    inside = next((way.relative_to(project) for way in ways if project in way.parents), ways[0])
    return inside.as_posix()


def _settle(settings: Path, wanted: dict[str, dict[str, list[str]]]) -> str:
    """Write the settings where there are none; tell whether they are `written`, `unchanged` as
    they name all schemas, or `other`, which somebody has to change.
    """
    if not os.path.lexists(settings) and not is_link(settings.parent):
        replace_file(settings, _text(wanted).encode())
        return "written"
    text = settings.read_text("utf-8", "replace") if settings.exists() else ""  # it has comments
    named = all(json.dumps(path, ensure_ascii=False) in text for path in wanted[_KEY])
    return "unchanged" if named else "other"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
