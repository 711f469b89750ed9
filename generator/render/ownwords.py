"""Owns the words and boxes that comrak writes by itself: tasks, titles of alerts, ways back from
footnotes. May not render.
"""

from __future__ import annotations

import re

_TASK = re.compile(r'<input type="checkbox" class="task-list-item-checkbox"( checked="")?[^>]*/>')
_ALERTS = {"Note": "说明", "Tip": "提示", "Important": "重要", "Warning": "注意", "Caution": "当心"}
_TASKS = {"done": "已完成", "to do": "未完成"}


def with_tasks(html: str) -> str:
    """Return HTML whose tasks are signs with a name: a checkbox that nobody can tick is none."""
    return _TASK.sub(_checkbox, html) if "task-list-item-checkbox" in html else html


def in_chinese(html: str) -> str:
    """Return HTML with these words in Chinese."""
    if "footnote" in html:
        html = html.replace('aria-label="Back to reference ', 'aria-label="回到正文 ')
    if "markdown-alert-title" in html:
        for word, shown in _ALERTS.items():
            html = html.replace(f'alert-title">{word}</p>', f'alert-title">{shown}</p>')
    if 'class="task"' in html:
        for word, shown in _TASKS.items():
            html = html.replace(
                f'role="img" aria-label="{word}"', f'role="img" aria-label="{shown}"'
            )
    return html


def _checkbox(found: re.Match[str]) -> str:
    done = found[1] is not None
    mark, label = ("☑", "done") if done else ("☐", "to do")
    return f'<span class="task" role="img" aria-label="{label}">{mark}</span>'
