"""Owns charts: inline SVG made at build, with text as text and no script, style or clock in it.
May not choose figures. The only importer of pygal. Colours are the page's, by class.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_SVG = "{http://www.w3.org/2000/svg}"
_DROPPED = ("script", "style", "desc", "title")


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and the table behind it. `rows` begin with their label."""

    id: str
    title: str
    svg: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def lines(
    name: str, title: str, head: str, labels: Sequence[str], series: Mapping[str, Sequence[int]]
) -> Chart:
    """Draw one line for each series over the labels."""
    import pygal

    return _chart(
        pygal.Line(**_config(300), show_minor_x_labels=False, x_labels_major_every=3),
        name,
        title,
        head,
        labels,
        series,
    )


def bars(
    name: str, title: str, head: str, labels: Sequence[str], series: Mapping[str, Sequence[int]]
) -> Chart:
    """Draw a horizontal bar for each label."""
    import pygal

    height = 60 + 26 * max(1, len(labels))
    # pygal takes every character for 0.6 of its size; Chinese ones are square.
    wide = max((sum(not c.isascii() for c in label) for label in labels), default=0)
    # The number of the longest bar stands behind its end.
    most = max((len(f"{value:,}") for values in series.values() for value in values), default=0)
    margins = {"margin_left": 8 + 6 * wide, "margin_right": 8 + 8 * most}
    config = _config(height) | {"show_legend": len(series) > 1} | margins
    ordered = [list(reversed(values)) for values in series.values()]
    drawn = pygal.HorizontalBar(**config, print_values=True, print_values_position="top")
    chart = _chart(drawn, name, title, head, labels[::-1], dict(zip(series, ordered, strict=True)))
    return Chart(chart.id, title, chart.svg, chart.head, chart.rows[::-1])


def _config(height: int) -> dict[str, Any]:
    from pygal.style import Style

    style = Style(
        font_family="inherit",
        label_font_size=12,
        major_label_font_size=12,
        value_font_size=12,
        legend_font_size=13,
    )
    return {
        "js": [],
        "css": [],
        "no_prefix": True,
        "disable_xml_declaration": True,
        "width": 720,
        "height": height,
        "margin": 8,
        "style": style,
        "legend_at_bottom": True,
        "dots_size": 2.5,
        "truncate_label": -1,
        "truncate_legend": -1,
        "include_x_axis": True,
        "min_scale": 3,
        "max_scale": 6,
        "order_min": 0,  # no steps below one: figures are whole
        "formatter": lambda value: f"{int(value):,}",
        "value_formatter": lambda v: f"{int(v):,}",
    }


def _chart(
    drawn: Any,
    name: str,
    title: str,
    head: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[int]],
) -> Chart:
    drawn.x_labels = list(labels)
    for label, values in series.items():
        drawn.add(label, list(values))
    rows = tuple(
        (label, *(f"{values[number]:,}" for values in series.values()))
        for number, label in enumerate(labels)
    )
    words = "; ".join(f"{row[0]} {' / '.join(row[1:])}" for row in rows)
    return Chart(name, title, _clean(drawn.render(), name, title, words), (head, *series), rows)


def _clean(drawing: bytes, name: str, title: str, words: str) -> str:
    """Leave shapes and text only, and say to screen readers what is drawn."""
    from lxml import etree

    root = etree.fromstring(drawing, etree.XMLParser(remove_comments=True, no_network=True))
    for tag in _DROPPED:
        for element in list(root.iter(f"{_SVG}{tag}")):
            element.getparent().remove(element)
    for element in list(root.iter()):
        element.attrib.pop("id", None)
        if "tooltip-overlay" in element.get("class", "").split():
            element.getparent().remove(element)
    for value in root.iterfind(f".//{_SVG}text[@class='value']"):  # pygal centres it on the end
        value.attrib.update({"text-anchor": "start", "dx": "4"})
    for axis in root.iter(f"{_SVG}g"):
        words_of = axis.get("class", "").split()
        if "axis" in words_of:
            for label in axis.iter(f"{_SVG}text"):
                label.set("text-anchor", "end" if "y" in words_of else "middle")
    root.attrib.update({"role": "img", "class": "chart__svg"})
    root.set("aria-labelledby", f"chart-{name}-title chart-{name}-words")
    for number, (tag, text) in enumerate((("title", title), ("desc", words))):
        element = etree.Element(f"{_SVG}{tag}")
        element.text = text
        element.set("id", f"chart-{name}-{'title' if tag == 'title' else 'words'}")
        root.insert(number, element)
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, encoding="unicode"))
