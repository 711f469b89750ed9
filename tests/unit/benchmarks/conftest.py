"""Owns the way to `benchmarks/`, which is no part of the installed package.
May not measure.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
