"""Owns the one door to the disk: staging, the manifest, the atomic switch, the lock.
May not decide content.
"""

from generator.publish.artefact import Artefact
from generator.publish.beside import DASHBOARD, forget, refuse_dashboard, retire
from generator.publish.inspection import Inspection, start_inspection, unchanged
from generator.publish.lock import BuildRunningError, one_build_at_a_time
from generator.publish.manifest import PublishError, refuse_foreign
from generator.publish.mirror import mirrored
from generator.publish.stage import Stage

__all__ = [
    "DASHBOARD",
    "Artefact",
    "BuildRunningError",
    "Inspection",
    "PublishError",
    "Stage",
    "forget",
    "mirrored",
    "one_build_at_a_time",
    "refuse_dashboard",
    "refuse_foreign",
    "retire",
    "start_inspection",
    "unchanged",
]
