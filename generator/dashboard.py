"""Owns writing the editors' dashboard into `site-internal/`, beside the site and never in it.
May not compute.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from generator.preparing import Prepared
from generator.publish import (
    DASHBOARD,
    Artefact,
    Stage,
    one_build_at_a_time,
    refuse_foreign,
    retire,
)
from generator.render.templates import Templates
from generator.source import to_problems


def dashboard_pages(prepared: Prepared, templates: Path, now: datetime) -> list[Artefact]:
    """Return the dashboard of everything the ledger holds; nothing where there is no ledger."""
    if not _is_wanted(prepared):
        return []
    from generator.stats.accounts import check_accounts, this_year
    from generator.stats.pages import internal_pages

    desk, accounts = prepared.desk, prepared.office.accounts
    figures = this_year(accounts, now, desk.settings.zone)
    problems = to_problems(prepared.content.folder, check_accounts(figures))
    environment = Templates(templates, desk.settings, desk.texts)
    return list(internal_pages(figures, problems, environment, desk.settings.language))


def _is_wanted(prepared: Prepared) -> bool:
    office = prepared.office
    wanted = prepared.desk.settings.options.dashboard != "none"
    return wanted and office.kept and office.accounts.kept


def refuse_foreign_dashboard(prepared: Prepared, site_dir: Path) -> None:
    """Refuse a folder of others in the dashboard's place, before the site is published; raises
    `PublishError`.
    """
    if prepared.desk.settings.options.dashboard == "internal" and _is_wanted(prepared):
        refuse_foreign(site_dir.parent / DASHBOARD)


def with_dashboard(prepared: Prepared, templates: Path, now: datetime) -> Iterator[Artefact]:
    """Yield the dashboard below `/internal/` if the settings want it in the site."""
    if prepared.desk.settings.options.dashboard == "site":
        for page in dashboard_pages(prepared, templates, now):
            yield Artefact(f"internal/{page.path}", page.data)


def publish_dashboard(
    prepared: Prepared, templates: Path, now: datetime, site_dir: Path
) -> tuple[tuple[str, bytes], ...]:
    """Stage and switch in the dashboard's folder, and return its name and seal; where there is to
    be none, remove that of a former build. Raises `PublishError`.
    """
    wanted = prepared.desk.settings.options.dashboard == "internal"
    pages = dashboard_pages(prepared, templates, now) if wanted else []
    folder = site_dir.parent / DASHBOARD
    if not pages and not folder.exists():
        return ()
    with one_build_at_a_time(folder, lambda: None):
        if not pages:
            retire(folder)
            return ()
        stage = Stage(folder)
        stage.write(pages)
        stage.publish()
    return ((DASHBOARD, stage.seal),)
