"""What a command says when it cannot do its work, and content is not to blame."""

from __future__ import annotations

import errno
import pickle
import traceback
from pathlib import Path

import click
import pytest
from jinja2 import Environment, FileSystemLoader, TemplateSyntaxError

from generator.failures import Commands, Failure, why


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MemoryError(), "not enough memory"),
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘满了"),
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_what_the_machine_lacks_is_told_in_words(
    as_json: bool, error: Exception, said: str
) -> None:
    def run(as_json: bool) -> None:
        raise error

    commands = Commands(callback=run, invoke_without_command=True)
    context = click.Context(commands, info_name="build.py")
    context.params["as_json"] = as_json
    with pytest.raises(Failure, match=said):
        commands.invoke(context)


def test_a_worker_tells_of_a_broken_template_in_the_same_words(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("\n{% bogus %}", encoding="utf-8")
    environment = Environment(loader=FileSystemLoader(tmp_path), autoescape=True)
    with pytest.raises(TemplateSyntaxError) as caught:
        environment.get_template("a.html")
    told = pickle.loads(pickle.dumps(caught.value))
    told.add_note("".join(traceback.format_exception(caught.value)))
    said = f"{tmp_path / 'a.html'}:2: Encountered unknown tag 'bogus'."
    assert [why(caught.value), why(told)] == [said, said]
