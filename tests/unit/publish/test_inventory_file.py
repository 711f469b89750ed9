"""The file that remembers both trees is written whatever lies in its place."""

from __future__ import annotations

from pathlib import Path

from generator.publish.inventory import Inventory, Known, read_inventory, write_inventory

INVENTORY = Inventory({"index.html": Known(bytes(32), 5, 7)}, {}, None, {})


def test_a_folder_in_the_place_of_the_inventory_is_removed(tmp_path: Path) -> None:
    path = tmp_path / ".site.memory"
    (path / "inside").mkdir(parents=True)
    assert write_inventory(path, INVENTORY)
    assert read_inventory(path) == INVENTORY
