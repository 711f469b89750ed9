"""The file that remembers both trees is written whatever lies in its place."""

from __future__ import annotations

from pathlib import Path

from generator.publish.memory import Known, Memory, recall, remember

MEMORY = Memory({"index.html": Known(bytes(32), 5, 7)}, {}, None, {})


def test_a_folder_in_the_place_of_the_memory_is_removed(tmp_path: Path) -> None:
    path = tmp_path / ".site.memory"
    (path / "inside").mkdir(parents=True)
    assert remember(path, MEMORY)
    assert recall(path) == MEMORY
