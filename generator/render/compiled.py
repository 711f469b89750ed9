"""Owns templates as a former build compiled them: compiling takes 60 ms, loading them 5.
May not keep them. Jinja compares the source's checksum; code is believed as the cache is.
"""

from __future__ import annotations

from collections.abc import Mapping

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """The code of templates, by Jinja's keys: `known` and what was compiled since."""

    def __init__(self, known: Mapping[str, bytes] | None = None) -> None:
        """Nothing is loaded yet."""
        self.code = dict(known or {})

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give Jinja what is known of a template."""
        if (code := self.code.get(bucket.key)) is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Take what Jinja compiled."""
        self.code[bucket.key] = bucket.bytecode_to_string()
