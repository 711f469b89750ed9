"""Owns the one door to the disk: staging, the manifest, the atomic switch, the lock.
May not decide content.
"""

from generator.publish.artefact import Artefact
from generator.publish.lock import BuildRunningError, one_build_at_a_time
from generator.publish.stage import PublishError, Stage

__all__ = ["Artefact", "BuildRunningError", "PublishError", "Stage", "one_build_at_a_time"]
