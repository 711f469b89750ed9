"""Owns the exit codes, and how a command says that it cannot do its work: in words, or as JSON.
May not judge content; its problems are values.
"""

from __future__ import annotations

import errno
import json
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import click

GOOD, PROBLEMS, WRONG_USE = 0, 1, 2  # the exit codes of all commands

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", None))
# A worker's traceback comes as a note on its error, so the text is searched, not the frames.
_TEMPLATE_LINE = re.compile(r'File "([^"\n]+\.html)", line (\d+)')

_IN_USE = (
    "没有权限，或者别的程序（如 Excel、Word、资源管理器）正开着它：关掉再试 / "
    "no permission, or another program has it open: close that and try again"
)
_NO_ROOM = "磁盘满了：腾出空间再试 / the disk is full: make room and try again"
_NO_MEMORY = (
    "内存不够：关掉别的程序再试，或者加上 --workers 1 / "
    "not enough memory: close other programs and try again, or add --workers 1"
)


class Failure(click.ClickException):
    """A command cannot do its work, and content is not to blame."""

    exit_code = WRONG_USE

    def show(self, file: Any = None) -> None:
        """Print why. What a full disk does not take leaves the exit code as it is."""
        with suppress(OSError):
            super().show(file)


class JsonFailure(Failure):
    """The same, told to a machine."""

    def show(self, file: Any = None) -> None:
        """Print the one JSON document that a command prints."""
        document = {"published": False, "error": self.format_message()}
        try:
            click.echo(json.dumps(document, ensure_ascii=False))
        except OSError:  # nobody can read it there
            super().show(file)


class Commands(click.Group):
    """Says why a command failed in the form that was asked for, wrong options included."""

    def make_context(self, info_name: str | None, args: list[str], *rest: Any, **more: Any) -> Any:
        """Read the options on the top; `--json` counts even beside a wrong one."""
        as_json = "--json" in args
        _prepare_streams(as_json)
        with _failures_told(as_json):
            return super().make_context(info_name, args, *rest, **more)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with _failures_told(ctx.params["as_json"]):
            return super().invoke(ctx)


@contextmanager
def _failures_told(as_json: bool) -> Iterator[None]:
    """Turn what is nobody's bug (a full disk, no memory, a broken template) into a message."""
    try:
        yield
    except click.ClickException as error:
        if as_json and not isinstance(error, JsonFailure):
            raise JsonFailure(error.format_message()) from error
        raise
    except BrokenPipeError:  # `| head` has read enough: click ends quietly
        raise
    except Exception as error:
        if not is_told(error):
            raise
        raise (JsonFailure if as_json else Failure)(why(error)) from error


def is_told(error: Exception) -> bool:
    """Tell whether an error is nobody's bug, so that `why` says all that helps."""
    return isinstance(error, (OSError, MemoryError, *_template_errors()))


def _template_errors() -> tuple[type[Exception], ...]:
    """Return what broken templates and texts raise; imports nothing where nothing was rendered."""
    named = (("jinja2", "TemplateError"), ("generator.render.texts", "TextsError"))
    return tuple(getattr(sys.modules[room], name) for room, name in named if room in sys.modules)


def why(error: Exception) -> str:
    """Return an error's words, with the line of the template that it happened in, if any, and with
    a hint for a full disk and for what Windows refuses: it says of a file that Excel keeps open
    that access is denied. That memory ended has no words of its own.
    """
    if isinstance(error, MemoryError):
        return _NO_MEMORY
    if isinstance(error, OSError) and error.errno in _FULL:
        return f"{error}: {_NO_ROOM}"
    if isinstance(error, PermissionError):
        return f"{error}: {_IN_USE}"
    places = _TEMPLATE_LINE.findall("".join(traceback.format_exception(error)))
    # A worker's error has forgotten that its place is told, and would tell it again.
    words = getattr(error, "message", None) or str(error)
    return f"{places[-1][0]}:{places[-1][1]}: {words}" if places else str(error)


def _prepare_streams(as_json: bool) -> None:
    """Print JSON as UTF-8 everywhere (RFC 8259), and never fail on a letter a terminal lacks."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if as_json and hasattr(sys.stdout, "reconfigure"):
        # What is no UTF-8 in the name of a folder is escaped as JSON has it, too.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
