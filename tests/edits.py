"""Owns what an office does to its newsroom between two builds: `EDITS`, by name.
May not write to the disk or build. Every choice is `draw`'s, so an edit can be drawn again.

Most edits leave a newsroom that can be published; some make a mistake, as people do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from newsroom import (
    COLUMNS,
    HONORS,
    PARAGRAPHS,
    PEOPLE,
    REGIONS,
    Newsroom,
    Text,
    picture,
    story_path,
)

T = TypeVar("T")


class Draw(Protocol):
    """Chooses one of several things."""

    def __call__(self, choices: Sequence[T]) -> T: ...


Edit = Callable[[Newsroom, Draw], None]
EDITS: dict[str, Edit] = {}
MOMENTS = ("2026-10-20T08:00:00+08:00", "2026-11-10", "2026-12-01", "2026-12-31", "2027-01-02")
WORDS = ("改过", "Changed & <b>", "“引号”", "𠮷野", "再改一次", "學術之後")
FACTS: dict[str, tuple[Any, ...]] = {
    "title": ("第 1 篇：校友 & <新闻>", "改过的标题", "A Quiet Lab", "标题 {{ 7 * 7 }}",
              "校友0 回來了"),
    "date": ("2026-10-31", "2025-12-31T23:30:00+08:00", "2023-02-02", "2026-01-01"),
    "updated": ("2026-10-30", None),
    "summary": ("新的导语。", None, "Another summary & more."),
    "column": COLUMNS,
    "colleges": (["cs"], ["physics", "arts"], None),
    "regions": (["beijing"], list(REGIONS), None),
    "honors": ([HONORS[0]], None),
    "tags": (["机器人"], ["robotics", "航天"], ["ROBOTICS"], ["只有一次"], None, ["C++", "机器人"]),
    "people": (["li-si"], ["sun-ba", "wang-wu"], None, [{"name": "路人"}], ["li-si", "li-si"]),
    "authors": (["记者甲", "记者乙"], None),
    "source": ({"name": "校报", "url": "https://news.example.edu.cn/1.html"}, None),
    "cover": ({"src": "/media/cover.png", "alt": "松"}, "/media/photo.jpg", None, "/media/new.png"),
    "lang": ("en", "zh"),
    "slug": ("renamed", None, "story-02"),
    "id": ("an-id", None),
    "status": ("draft", "published", "withdrawn"),
    "publish_at": (*MOMENTS[1:4], None),
    "embargo_until": (MOMENTS[0], "2027-01-01", None),
    "expires_at": (*MOMENTS[1:], None),
    "aliases": (["/old/1.html"], None, ["/former/"], ["/stories/2023/story-00/"]),
    "corrections": ([{"date": "2026-10-30", "note": "改正了年份。"}], None),
    "placements": ([{"channel": "wechat", "kind": "校友新闻", "position": "头条"}], None),
}  # fmt: skip
LIFE: dict[str, tuple[Any, ...]] = {
    "name": ({"zh": "校友新名", "en": "New Name"}, "校友1", {"zh": "校友0", "former": "旧名"},
             "校友0强"),
    "basis": ({"kind": "consent", "until": MOMENTS[2]}, {"kind": "news", "on": MOMENTS[1]}, None,
              {"kind": "duty"}),
    "status": ("withdrawn", "published", "draft"),
    "summary": ("某院总师。", None),
    "colleges": (["arts"], None),
    "regions": (["yunnan"], None),
    "employer": ("某院", None),
    "photo": ("/media/photo.jpg", "/media/cover.png", None),
    "degrees": ([{"degree": "本科", "college": "cs", "year": "1996级"}], None),
}  # fmt: skip
EDITION: dict[str, tuple[Any, ...]] = {
    "title": ("改过的榜单", "五一劳动奖章"),
    "year": (2024, 2025, 2026),
    "announced": ("2026-04-28", None, MOMENTS[3]),
    "honor": HONORS,
    "declared_total": (2, None, 3),
    "qualifier": ("不完全统计", None),
    "status": ("draft", "published"),
    "summary": ("一份榜单。", None),
}
SHEET: dict[str, tuple[Any, ...]] = {
    "title": ("关于我们", "改过的页"),
    "order": (0, 1, 3),
    "summary": ("一页。", None),
    "status": ("published", "draft", "withdrawn"),
    "aliases": (["/old/about.html"], None),
    "expires_at": (MOMENTS[2], None),
}
ROW = (("citation", "又一句"), ("name", "改名"), ("college", "arts"), ("rank", "一"),
       ("person", "sun-ba"), ("story", "2024/story-05"))  # fmt: skip
CELL = (("name", "院士丙"), ("college", "arts"), ("class_year", "1990级"), ("person", "li-si"),
        ("story", "2026/story-03"), ("story", ""))  # fmt: skip
MEASURE = (("name", "新指标"), ("unit", "篇"), ("compare", "same-period"), ("scale", "万"),
           ("public", "no"), ("public", "yes"), ("digits", 1))  # fmt: skip
SETTING = (("site_name", "另一个校友网"), ("site_description", "新的说明"), ("copyright", "©"),
           ("site_url", "https://alumni.example.edu.cn/"), ("site_author", "某人"),
           ("site_url", "https://other.example/news/"))  # fmt: skip
OPTION = (("per_page", 3), ("per_page", 20), ("feed_items", 2), ("icp", "京ICP备1号"),
          ("organisation", "某大学"), ("timezone", "UTC"), ("dashboard", "site"),
          ("dashboard", "internal"), ("dashboard", "none"), ("id_date", "2025"))  # fmt: skip
TERMS = ("columns", "colleges", "regions", "honors", "channels")
PIECES = (
    "[路径](../{year}/{name}.md)",
    "[标识]({year}/{name})",
    "[节](../{year}/{name}.md#起点-一)",
)
OTHER_PIECES = ("[人物](/people/li-si.yml)", "[王](/people/wang-wu.md)", "[文件](/media/plan.pdf)",
                "![图](/media/cover.png)", "![图](/media/photo.jpg)", "[榜](/honors/may-day-2024/)",
                "[页](/about/)", "[旧址](/old/1.html)", "{fig:told}", "{fig:jobfair-2025.posts}",
                "{fig:news.posts@2025}", "[外](https://other.example/)")  # fmt: skip
SLIPS = ("注[^a]。\n\n[^a]: 一\n\n[^A]: 二", "<iframe>", "<!-- 起", "[[别处]]", "甲 | 乙\n|--|",
         "{% note %}", '<img data-src="/media/cover.png">')  # fmt: skip
THEME_FILES = tuple(
    f"templates/theme/assets/{name}"
    for name in ("laurel.css", "laurel.js", "figures.css", "search/box.js", "search/search.js")
)
TEMPLATES = ("pages/story.html", "pages/home.html", "pages/person.html", "pages/term.html",
             "partials/cards.html", "partials/head.html", "theme/main.html",
             "theme/partials/footer.html", "theme/partials/header.html")  # fmt: skip


def edit(function: Edit) -> Edit:
    """Enter an edit under its name."""
    EDITS[function.__name__] = function
    return function


def _set(fields: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        fields.pop(key, None)
    else:
        fields[key] = value


def _story(room: Newsroom, draw: Draw) -> Text:
    return room.texts[draw(room.below("stories"))]


def _field_edits(folder: str, values: dict[str, tuple[Any, ...]]) -> None:
    """Enter an edit for each field of the texts of a folder."""
    for key in values:

        def change(room: Newsroom, draw: Draw, key: str = key) -> None:
            if paths := room.below(folder):
                _set(room.texts[draw(paths)].fields, key, draw(values[key]))

        EDITS[f"{folder}: {key}"] = change


_field_edits("stories", FACTS)
_field_edits("people", LIFE)
_field_edits("honors", EDITION)
_field_edits("pages", SHEET)


@edit
def body_rewritten(room: Newsroom, draw: Draw) -> None:
    _story(room, draw).body = [draw(WORDS), draw(PARAGRAPHS)]


@edit
def body_of_the_same_size(room: Newsroom, draw: Draw) -> None:
    text = _story(room, draw)
    other = str.maketrans("她他一二23", "他她二一32")
    text.body = [part.translate(other) for part in text.body]


@edit
def body_emptied(room: Newsroom, draw: Draw) -> None:
    _story(room, draw).body = []


@edit
def body_links_a_story(room: Newsroom, draw: Draw) -> None:
    _, _, year, name = draw(room.below("stories")).split("/")
    piece = draw(PIECES).format(year=year, name=name.removesuffix(".md"))
    _story(room, draw).body.append(f"见{piece}。")


@edit
def body_links_something(room: Newsroom, draw: Draw) -> None:
    _story(room, draw).body.append(f"见{draw(OTHER_PIECES)}。")


@edit
def body_names_somebody(room: Newsroom, draw: Draw) -> None:
    names = draw(("校友0", "校友1、校友2", "旧名", "Li-Si", "校友0强"))
    _story(room, draw).body.append(f"{names}来过。")


@edit
def body_has_slips(room: Newsroom, draw: Draw) -> None:
    _story(room, draw).body.append(draw(SLIPS))


@edit
def links_removed(room: Newsroom, draw: Draw) -> None:
    text = _story(room, draw)
    text.body = [part for part in text.body if not part.startswith("见")]


@edit
def heading_renamed(room: Newsroom, draw: Draw) -> None:
    text = _story(room, draw)
    text.body = [f"## {draw(WORDS)}", *[p for p in text.body if not p.startswith("## ")]]


@edit
def story_added(room: Newsroom, draw: Draw) -> None:
    number, year = draw(range(15, 19)), draw((2023, 2026))
    facts = {key: draw(FACTS[key]) for key in ("title", "column")}
    fields = {**facts, "date": f"{year}-03-0{number - 14}", "people": [draw(PEOPLE)]}
    room.texts[story_path(number, year)] = Text(fields, [draw(PARAGRAPHS)])


@edit
def story_deleted(room: Newsroom, draw: Draw) -> None:
    if len(paths := room.below("stories")) > 5:
        del room.texts[draw(paths)]


@edit
def story_moved(room: Newsroom, draw: Draw) -> None:
    path = draw(room.below("stories"))
    room.texts[f"{path.removesuffix('.md')}-moved.md"] = room.texts.pop(path)


@edit
def stories_exchanged(room: Newsroom, draw: Draw) -> None:
    one, two = draw(room.below("stories")), draw(room.below("stories"))
    room.texts[one], room.texts[two] = room.texts[two], room.texts[one]


@edit
def stories_made_twins(room: Newsroom, draw: Draw) -> None:
    one, two = _story(room, draw), _story(room, draw)
    one.body, one.fields["title"] = list(two.body), two.fields["title"]


@edit
def person_added(room: Newsroom, draw: Draw) -> None:
    key = draw(("wu-shi", *PEOPLE))
    if not any(f"/{key}." in path for path in room.below("people")):
        fields = {"name": draw(WORDS), "basis": {"kind": "consent"}}
        room.texts[f"content/people/{key}.{draw(('yml', 'md'))}"] = Text(fields)


@edit
def person_deleted(room: Newsroom, draw: Draw) -> None:
    """Delete a person and, as an office must, the references; or forget those."""
    path = draw(room.below("people") or ["content/people/nobody.yml"])
    room.texts.pop(path, None)
    if draw((True, True, False)):
        _forget_person(room, path.rsplit("/", 1)[1].partition(".")[0])


def _forget_person(room: Newsroom, key: str) -> None:
    for text in room.texts.values():
        people = text.fields.get("people", ())
        if key in people:
            text.fields["people"] = [p for p in people if p != key] or [{"name": "某人"}]
        for row in _rows(text):
            if row.pop("person", key) != key:
                row["person"] = row.get("person", "")
        text.body = [part for part in text.body if f"/people/{key}" not in part]
    for table in room.tables.values():
        for line in table.rows:
            if line.get("person") == key:
                line.update(person="", name="某人")


def _rows(text: Text) -> list[dict[str, Any]]:
    rows = text.fields.get("entries")
    return rows if isinstance(rows, list) else []


@edit
def row_edited(room: Newsroom, draw: Draw) -> None:
    rows = _rows(room.texts["content/honors/may-day-2024.yml"])
    row = draw(rows)
    key, value = draw(ROW)
    row[key] = value


@edit
def row_added(room: Newsroom, draw: Draw) -> None:
    _rows(room.texts["content/honors/may-day-2024.yml"]).append({"name": draw(WORDS)})


@edit
def table_row_edited(room: Newsroom, draw: Draw) -> None:
    row = draw(room.tables["content/honors/academicians-2025.csv"].rows)
    key, value = draw(CELL)
    row[key] = value


@edit
def table_row_added(room: Newsroom, draw: Draw) -> None:
    room.tables["content/honors/academicians-2025.csv"].rows.append({"name": draw(WORDS[2:3])})


@edit
def table_in_another_encoding(room: Newsroom, draw: Draw) -> None:
    encoding = draw(("utf-8", "gb18030", "utf-8-sig"))
    room.tables["content/honors/academicians-2025.csv"].encoding = encoding


@edit
def term_renamed(room: Newsroom, draw: Draw) -> None:
    term = draw(room.lists[f"content/taxonomies/{draw(TERMS)}.yml"])
    name = term["name"] if isinstance(term["name"], dict) else {"zh": term["name"]}
    term["name"] = {**name, draw(("zh", "en")): draw(WORDS)}


@edit
def term_out_of_use(room: Newsroom, draw: Draw) -> None:
    """Leave a college or region to people and lists: no story names it any more."""
    field = draw(("colleges", "regions"))
    for path in room.below("stories"):
        room.texts[path].fields.pop(field, None)


@edit
def term_described(room: Newsroom, draw: Draw) -> None:
    term = draw(room.lists[f"content/taxonomies/{draw(TERMS)}.yml"])
    _set(term, "description", draw(("一句说明。", None, "More & more.")))


@edit
def term_reordered(room: Newsroom, draw: Draw) -> None:
    draw(room.lists[f"content/taxonomies/{draw(TERMS)}.yml"])["order"] = draw((0, 5, 2))


@edit
def term_took_over(room: Newsroom, draw: Draw) -> None:
    """Give a term a new id, so that the old one, by which stories name it, is an alias, or drop
    its aliases again.
    """
    term = draw(room.lists[f"content/taxonomies/{draw(TERMS)}.yml"])
    if draw((True, False)) and not term["id"].startswith("new-"):
        term["aliases"] = [*term.get("aliases", ()), term["id"]]
        term["id"] = f"new-{term['id']}"
    else:
        _set(term, "aliases", None)


@edit
def term_added(room: Newsroom, draw: Draw) -> None:
    room.lists[f"content/taxonomies/{draw(TERMS)}.yml"].append(
        {"id": draw(("added-one", "added-two")), "name": "新设"}
    )


@edit
def page_added(room: Newsroom, draw: Draw) -> None:
    fields = {"title": draw(WORDS), "order": draw((0, 9))}
    room.texts[f"content/pages/{draw(('help', 'join'))}.md"] = Text(fields, [draw(OTHER_PIECES)])


@edit
def page_rewritten(room: Newsroom, draw: Draw) -> None:
    if pages := room.below("pages"):
        room.texts[draw(pages)].body = [draw(WORDS), draw(PARAGRAPHS), draw(OTHER_PIECES)]


@edit
def page_deleted(room: Newsroom, draw: Draw) -> None:
    if pages := room.below("pages"):
        del room.texts[draw(pages)]


@edit
def placement_recorded(room: Newsroom, draw: Draw) -> None:
    rows = room.tables["content/ledger/placements-2026.csv"].rows
    rows.append({"date": draw(("2026-09-01", "2026-11-20")), "channel": "wechat",
                 "story": draw(("2026/story-03", "")), "title": draw(WORDS), "kind": "校友新闻",
                 "id": f"p{len(rows) + 1}"})  # fmt: skip


@edit
def snapshot_recorded(room: Newsroom, draw: Draw) -> None:
    rows = room.tables["content/ledger/snapshots-2026.csv"].rows
    rows.append({"as_of": draw(("2026-08-01", "2026-11-20")), "channel": "wechat",
                 "placement": draw(("p1", "p3")), "metric": "readers",
                 "value": str(1000 + len(rows))})  # fmt: skip


@edit
def total_recorded(room: Newsroom, draw: Draw) -> None:
    table = room.tables["content/ledger/snapshots-2026.csv"]
    table.head = (*dict.fromkeys((*table.head, "period")),)
    table.rows.append({"as_of": draw(("2026-08-01", "2026-11-20")), "channel": "wechat",
                       "period": draw(("2026-07", "2026-09")), "value": str(len(table.rows)),
                       "metric": draw(("readers", "followers"))})  # fmt: skip


@edit
def ledger_column_added(room: Newsroom, draw: Draw) -> None:
    table = room.tables[f"content/ledger/{draw(('placements-2026', 'snapshots-2026'))}.csv"]
    table.head = (*table.head, draw(("备注", "总分享人数", "titel", "")))


@edit
def event_figure_changed(room: Newsroom, draw: Draw) -> None:
    row = draw(room.tables["content/ledger/figures.csv"].rows)
    row["value"] = draw(("1,900", "12万余", "近300"))


@edit
def ledger_put_away(room: Newsroom, draw: Draw) -> None:
    """Remove a table of the ledger, or all of them with the measures."""
    for path in list(room.tables):
        if "/ledger/" in path and draw((True, False)):
            room.tables[path].rows.clear()


@edit
def measure_edited(room: Newsroom, draw: Draw) -> None:
    measure = draw(room.lists["content/measures.yml"])
    key, value = draw(MEASURE)
    measure[key] = value


@edit
def picture_replaced(room: Newsroom, draw: Draw) -> None:
    size = draw(((64, 36), (36, 64), (1600, 900)))
    room.files["content/media/cover.png"] = picture(draw(("#ffffff", "#000000", "#12302a")), size)


@edit
def picture_damaged(room: Newsroom, draw: Draw) -> None:
    data = room.files.get("content/media/cover.png", b"")
    room.files["content/media/cover.png"] = data[: draw((20, len(data) // 2))]


@edit
def picture_removed(room: Newsroom, draw: Draw) -> None:
    room.files.pop(draw(("content/media/cover.png", "content/media/new.png")), None)


@edit
def picture_added(room: Newsroom, draw: Draw) -> None:
    room.files[f"content/media/{draw(('new', 'cover', 'unused'))}.png"] = picture("#204060")


@edit
def document_replaced(room: Newsroom, draw: Draw) -> None:
    room.files["content/media/plan.pdf"] = b"%PDF-1.4\n" + draw(WORDS).encode()


@edit
def template_edited(room: Newsroom, draw: Draw) -> None:
    path = f"templates/{draw(TEMPLATES)}"
    room.files[path] += draw((b"\n", b"{# note #}\n", "<p>新的一行</p>\n".encode()))


@edit
def template_broken(room: Newsroom, draw: Draw) -> None:
    room.files[f"templates/{draw(TEMPLATES)}"] += draw((b"{% bogus %}", b"{{ nothing.here }}"))


@edit
def words_of_the_site_edited(room: Newsroom, draw: Draw) -> None:
    path = f"templates/texts/{draw(('zh', 'en'))}.yml"
    key = f"\n{draw(('home', 'more', 'etc', 'stories'))}: ".encode()
    room.files[path] = room.files[path].replace(key, key + draw(("新", "X")).encode(), 1)


@edit
def theme_file_edited(room: Newsroom, draw: Draw) -> None:
    room.files[draw(THEME_FILES)] += draw((b"/* a note */\n", b"/* another */\n"))


@edit
def theme_file_added(room: Newsroom, draw: Draw) -> None:
    room.files[f"templates/theme/assets/{draw(('extra.css', 'deep/extra.svg'))}"] = b"/* extra */"


@edit
def theme_file_removed(room: Newsroom, draw: Draw) -> None:
    room.files.pop(f"templates/theme/assets/{draw(('extra.css', 'deep/extra.svg'))}", None)


@edit
def settings_edited(room: Newsroom, draw: Draw) -> None:
    key, value = draw(SETTING)
    room.settings[key] = value


@edit
def options_edited(room: Newsroom, draw: Draw) -> None:
    key, value = draw(OPTION)
    room.options[key] = value


@edit
def language_changed(room: Newsroom, draw: Draw) -> None:
    room.settings["theme"]["language"] = draw(("en", "zh"))


@edit
def theme_changed(room: Newsroom, draw: Draw) -> None:
    room.settings["theme"]["features"] = draw(([], ["navigation.tabs", "header.autohide"]))


@edit
def mistake_in_a_story(room: Newsroom, draw: Draw) -> None:
    key, value = draw((("bogus", "x"), ("column", "nowhere"), ("date", "2026-02-30")))
    _story(room, draw).fields[key] = value


@edit
def stray_file(room: Newsroom, draw: Draw) -> None:
    room.files[draw(("content/stories/2024/notes.txt", "content/storys/x.md"))] = b"x"


@edit
def nothing(room: Newsroom, draw: Draw) -> None:
    """Change nothing; what is drawn for how to save may still touch files."""
