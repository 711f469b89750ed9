"""Owns the names of what lies beside a site folder, and removing it.
May not read or write any of it.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from generator.cache.store import cache_of
from generator.publish.manifest import MANIFEST, PublishError

DASHBOARD = "site-internal"  # the folder of the editors' dashboard, beside the site


def staging_of(site_dir: Path) -> Path:
    """Return the folder in which the next site is staged."""
    return site_dir.parent / f".{site_dir.name}.staging"


def inventory_of(site_dir: Path) -> Path:
    """Return the file that remembers what was published. It keeps the name that it had: another one
    would leave former files behind.
    """
    return site_dir.parent / f".{site_dir.name}.memory"


def mark_of(site_dir: Path) -> Path:
    """Return the file that is there while the stage is being changed, and after a failure."""
    return site_dir.parent / f".{site_dir.name}.unfinished"


def lock_of(site_dir: Path) -> Path:
    """Return the file that the build which holds the site folder has locked."""
    return site_dir.parent / f".{site_dir.name}.lock"


def refuse_dashboard(site_dir: Path) -> None:
    """Refuse to publish where the dashboard goes: one would replace the other."""
    if site_dir.name == DASHBOARD:
        raise PublishError(
            f"{site_dir}: 这是内部看板的位置，请换一个 --site-dir / "
            f"this is where the dashboard goes: choose another --site-dir"
        )


def retire(site_dir: Path) -> None:
    """Remove a site that a build made and none is to make again, with what is kept beside it; any
    other folder stays. Call it while holding the lock.
    """
    if (site_dir / MANIFEST).is_file() and not site_dir.is_symlink():
        shutil.rmtree(site_dir)
        forget(site_dir)


def forget(site_dir: Path) -> None:
    """Remove what is kept beside a site folder that will not be built again."""
    from generator.images.store import images_of  # much to load for a build without changes

    for folder in (staging_of(site_dir), images_of(site_dir), cache_of(site_dir)):
        shutil.rmtree(folder, ignore_errors=True)
    for path in (inventory_of(site_dir), mark_of(site_dir)):
        path.unlink(missing_ok=True)
    # Windows removes no open file: there the lock, which is held here, stays.
    with suppress(PermissionError):
        lock_of(site_dir).unlink(missing_ok=True)
