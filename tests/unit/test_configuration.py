"""Owns the tests of reading `mkdocs.yml` from the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.configuration import read_configuration
from generator.options import SettingsError

HEAD = "site_name: x\nsite_url: https://a.example/\n"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("extra:\n\ta: b\n", r"mkdocs\.yml:4: .*tab.* / .*Tab"),
        ("copyright：某大学\n", r"mkdocs\.yml:3: .*colon.* / .*冒号"),
        ("copyright: 某: 大学\n", r'mkdocs\.yml:3: .*copyright: "某: 大学"'),
        ("extra: {a: !ENV X, b: &b *c\n", r"mkdocs\.yml:3: "),
        ("extra: *c\n", r"mkdocs\.yml:3: "),
        ("copyright: 某大学\v北京\n", r"mkdocs\.yml:3: .*U\+000B.* / .*U\+000B"),
    ],
)
def test_yaml_that_cannot_be_read_is_told_as_in_content(
    tmp_path: Path, more: str, said: str
) -> None:
    file = tmp_path / "mkdocs.yml"
    file.write_text(HEAD + more, encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        read_configuration(file)
