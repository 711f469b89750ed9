"""What a command says when it cannot do its work, and content is not to blame."""

from __future__ import annotations

import errno

import click
import pytest

from generator.failures import Commands, Failure


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
