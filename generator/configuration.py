"""Owns reading `mkdocs.yml` from the disk: what is wrong with its YAML is told as in content.
May not know what a setting means.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from generator.options import SettingsError
from generator.problems import Location, Problem
from generator.settings import Settings, read_settings
from generator.source.text import read_text
from generator.source.yamltext import syntax_fault


def read_configuration(path: Path) -> Settings:
    """Return the settings in a file; raises `SettingsError`, `EncodingError`, and OSError."""
    text = read_text(path)
    try:
        return read_settings(text)
    except SettingsError as error:
        fault = syntax_fault(text) if isinstance(error.__cause__, yaml.YAMLError) else None
        if fault is None:
            raise
        told = Problem(fault.code, Location(""), "", fault.args, fault.nearest)
        why = f"{told.message('en')} / {told.message('zh')}"
        raise SettingsError(why, line=fault.line) from error
