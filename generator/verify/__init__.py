"""Owns the proof on a finished site that nothing gated is in it.
May not rely on what wrote the site: it reads the files as a stranger would.
"""

from __future__ import annotations

from generator.verify.order import Count, Proof, verify

__all__ = ["Count", "Proof", "verify"]
