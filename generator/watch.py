"""Owns how a run tells what it is doing, without knowing who listens.
May not print.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Watch:
    """Listeners of a run; the default listens to nothing.

    `step(name)` begins a stage; `progress(stage, done, of)` counts within it.
    """

    step: Callable[[str], None] = lambda name: None
    progress: Callable[[str, int, int], None] = lambda name, done, of: None
