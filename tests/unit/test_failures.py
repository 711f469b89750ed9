"""What a command says when it cannot do its work, and content is not to blame."""

from __future__ import annotations

import click
import pytest

from generator.failures import Commands, Failure


@pytest.mark.parametrize("as_json", [False, True])
def test_that_memory_ended_is_told_in_words(as_json: bool) -> None:
    def run(as_json: bool) -> None:
        raise MemoryError

    commands = Commands(callback=run, invoke_without_command=True)
    context = click.Context(commands, info_name="build.py")
    context.params["as_json"] = as_json
    with pytest.raises(Failure, match="not enough memory"):
        commands.invoke(context)
