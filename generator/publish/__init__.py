"""Owns the one door to the disk: staging, the manifest, the atomic switch, the lock.
May not decide content.
"""

from generator.publish.artefact import Artefact
from generator.publish.lock import BuildRunningError, one_build_at_a_time
from generator.publish.stage import PublishError, Stage, forget
from generator.publish.workers import Part, default_workers, write_parts

__all__ = [
    "Artefact",
    "BuildRunningError",
    "Part",
    "PublishError",
    "Stage",
    "default_workers",
    "forget",
    "one_build_at_a_time",
    "write_parts",
]
