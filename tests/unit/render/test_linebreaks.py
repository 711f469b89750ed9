"""Line breaks within a Chinese sentence go; all others stay."""

from __future__ import annotations

import pytest

from generator.render.linebreaks import unbroken


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>松岚\n大学</p>", "<p>松岚大学</p>"),
        (
            "<p><em>松岚</em>\n<strong>大学</strong></p>",
            "<p><em>松岚</em><strong>大学</strong></p>",
        ),
        ("<p>word\n大学</p>", "<p>word\n大学</p>"),
        ("<p>大学\nword</p>", "<p>大学\nword</p>"),
        ("<p>한국\n대학</p>", "<p>한국\n대학</p>"),
        ("<pre>松岚\n大学</pre>", "<pre>松岚\n大学</pre>"),
        (">\n大>z", ">\n大>z"),  # signs that end no tag
    ],
)
def test_a_break_goes_where_both_its_sides_are_written_without_spaces(
    html: str, shown: str
) -> None:
    assert unbroken(html) == shown
