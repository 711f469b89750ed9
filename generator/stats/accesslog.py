"""Owns reading web-server access logs: page views of people, by day. No address is kept.
May not write files.

The combined format is Apache's and nginx's default: host, identity, user, [time], "request",
status, bytes, "referrer", "user agent".
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from generator.problems import Fault
from generator.stats.backoffice import Imported, snapshot_row

_LINE = re.compile(
    rb'\S+ \S+ (?:\S+|"[^"]*") \[([^\]]+):\d\d ([^\]]+)\]'
    rb' "([A-Z]+) (\S+)[^"]*" (\d{3}) \S+ "[^"]*" "([^"]*)"'
)
# Robots say so (RFC 9309 asks them to); these are the words that they and tools use.
_ROBOT = re.compile(
    rb"bot\b|bot/|spider|crawl|slurp|fetch|monitor|preview|scan|curl|wget|python|java/|go-http"
    rb"|headless|lighthouse|pingdom|uptime|feed|rss|http-?client|axios|libwww|okhttp|^-?$",
    re.IGNORECASE,
)
_PAGE = re.compile(r"(?:/|\.html?|/[^./]*)\Z")
_MOST_FAULTS = 20


def read_log(data: bytes, path: str, zone: ZoneInfo) -> Imported:
    """Count GET requests for pages that people got (200 and 304), by day in the zone.

    A day's count is known at its end, so it is read off on that day; of a log that was cut
    within a day the fuller copy stays (`posting`).
    The first wrong lines are warnings; a log with nothing else is an error.
    """
    imported, views, wrong, number = Imported(), Counter[str](), 0, 0
    for number, line in enumerate(data.splitlines(), 1):
        found = _LINE.match(line)
        day = _day(found[1], found[2], zone) if found else ""
        if found is None or not day:
            wrong += 1
            if wrong <= _MOST_FAULTS:
                imported.faults.append(Fault("L534", path, at=(number, 1)))
        elif _is_view(found):
            views[day] += 1
    if wrong == number:
        imported.faults.append(Fault("L536", path, at=(1, 1)))
    for day, count in sorted(views.items()):
        imported.snapshots.append(snapshot_row(day, "site", "", day, "clicks", str(count)))
    return imported


@lru_cache(maxsize=1024)  # a minute has many lines, and `strptime` is slow
def _day(minute: bytes, offset: bytes, zone: ZoneInfo) -> str:
    try:
        moment = datetime.strptime(f"{minute.decode()} {offset.decode()}", "%d/%b/%Y:%H:%M %z")
        return moment.astimezone(zone).date().isoformat()
    except (ValueError, OverflowError):  # no such day, or the first and last of all in the zone
        return ""


def _is_view(found: re.Match[bytes]) -> bool:
    if found[3] != b"GET" or found[5] not in (b"200", b"304") or _ROBOT.search(found[6]):
        return False
    try:
        place = urlsplit(found[4].decode("latin-1")).path
    except ValueError:
        return False
    return not place.startswith(("/feeds/", "/assets/", "/search/")) and bool(_PAGE.search(place))
