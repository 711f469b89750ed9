"""Owns reading `mkdocs.yml` from the disk: what is wrong with its YAML is told as in content.
May not know what a setting means.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from generator.options import SettingsError
from generator.problems import Location, Problem
from generator.settings import Settings, read_settings
from generator.source.text import CONTROL, position, read_text
from generator.source.yamltext import YamlFault, syntax_fault


def read_configuration(path: Path) -> Settings:
    """Return the settings in a file; raises `SettingsError`, `EncodingError`, and OSError."""
    text = read_text(path)
    try:
        return read_settings(text)
    except SettingsError as error:
        is_no_yaml = isinstance(error.__cause__, yaml.YAMLError)
        fault = (_control(text) or syntax_fault(text)) if is_no_yaml else None
        if fault is None:
            raise
        told = Problem(fault.code, Location(""), "", fault.args, fault.nearest)
        why = f"{told.message('en')} / {told.message('zh')}"
        raise SettingsError(why, line=fault.line) from error


def _control(text: str) -> YamlFault | None:
    """Return the fault of the first control character: no YAML may have one."""
    if not (found := CONTROL.search(text)):
        return None
    return YamlFault("L112", *position(text, found.start()), {"char": f"U+{ord(found[0]):04X}"})
