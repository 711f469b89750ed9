"""Owns templates as a former build compiled them: compiling takes 60 ms, loading them 5.
May not keep them. Code is believed as the cache is.

Jinja compares a checksum of the source; here it is of the constants, too, which are put into the
code.
"""

from __future__ import annotations

from collections.abc import Mapping

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket


class Bytecode(BytecodeCache):
    """The code of templates, by Jinja's keys: `known` and what was compiled since."""

    def __init__(self, known: Mapping[str, bytes] | None = None) -> None:
        """Nothing is loaded yet."""
        self.code = dict(known or {})

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """Return Jinja's place for the code of a template."""
        constants = repr(sorted(getattr(environment, "constants", {}).items()))
        place = (filename or "").encode(errors="surrogateescape").hex()  # it may be no UTF-8
        return super().get_bucket(environment, name, place, f"{constants}\0{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give Jinja what is known of a template."""
        if (code := self.code.get(bucket.key)) is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Take what Jinja compiled."""
        self.code[bucket.key] = bucket.bytecode_to_string()
