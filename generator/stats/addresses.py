"""Owns which URLs lead readers to one page, however they were copied.
May not ask the web: a shortened URL stays another.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

_ODD = re.compile(r"[?#%A-Z]")  # all that has to be looked at closely; a ledger has a million rows
_ROUTE = re.compile(r"[/!=?]")
# What WeChat and statistics add to a URL that is passed on.
_TRACKING = re.compile(
    r"(?:utm_\w+|spm|chksm|scene|subscene|isappinstalled|mpshare|srcid|sharer_\w+)(?:=|\Z)"
    r"|from=(?:singlemessage|groupmessage|timeline)\Z",
    re.I,
)


def url_key(url: str) -> str:
    """Return what is the same for all spellings of a URL: without scheme, tracking, fragment and
    last slash, the host in small letters, `%E6%A0%A1` as `校`. A fragment that leads somewhere, as
    of pages made by scripts (`#/news/1`, `#id=1`), stays.
    """
    rest = url.partition("://")[2].rstrip("/")
    if not _ODD.search(rest):
        return rest
    page, _, fragment = rest.partition("#")
    address, _, query = page.partition("?")
    host, slash, path = address.rstrip("/").partition("/")
    asked = "&".join(part for part in query.split("&") if part and not _TRACKING.match(part))
    kept = f"#{fragment}" if _ROUTE.search(fragment) else ""
    key = f"{host.lower()}{slash}{path}{'?' if asked else ''}{asked}{kept}"
    return unquote(key, errors="surrogateescape")  # of GBK every byte stays another
