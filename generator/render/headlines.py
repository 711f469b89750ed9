"""Owns headlines: which of them a browser may break between clauses only.
May not know entries.
"""

from __future__ import annotations

import re

# Em, the width of an ideograph: as much as a line of a phone of 360 px holds in the largest
# headlines. A longer clause would have to be broken anyway, and then by halves.
LONGEST = 11
_CLAUSE = re.compile("[^，：；。！？、…—]+(?:[，：；。！？、…—]+[”’》」）]*|$)")
_NARROW = re.compile("[\0-\u02ff]")


def breaks_between_clauses(title: str) -> bool:
    """Tell whether a headline has several Chinese clauses, all short: `琴房搬进十二台旧钢琴，7
    号琴缺一个键` breaks after the comma, not in the middle of 钢琴.
    """
    clauses = _CLAUSE.findall(title)
    return len(clauses) > 1 and all(_width(clause) <= LONGEST for clause in clauses)


def _width(text: str) -> float:
    """Return the width in em; letters, digits and blanks are half as wide as ideographs."""
    return len(text) - len(_NARROW.findall(text)) / 2
