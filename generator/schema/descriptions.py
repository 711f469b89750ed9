"""Owns what editors are told of a field while they type: in Chinese and in English, a line each.
May not know what a field accepts, nor which kind has it.

A name alone is for every group that has such a field, `Group.name` for one of them. The last
table is of what a value has to look like, by the words in `types.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

Told = Mapping[str, tuple[str, str]]

FIELDS: Told = {
    "title": ("标题。", "The title."),
    "date": ("日期，或带时间的时刻。", "The day, or an instant."),
    "column": ("栏目的 id 或名字。", "The column, by id or name."),
    "updated": ("更新日期。", "When it was last changed."),
    "summary": ("一两句话，会出现在列表里。", "One or two sentences, for listings."),
    "authors": ("作者，一人一项。", "The authors, one an item."),
    "source": ("首发在哪里。", "Where it was first published."),
    "people": (
        "写到的人：人物的 id，或 {name, note}。",
        "Whom it is about: ids of people, or {name, note}.",
    ),
    "colleges": ("学院的 id 或名字。", "Colleges, by id or name."),
    "regions": ("地区的 id 或名字。", "Regions, by id or name."),
    "honors": ("荣誉的 id 或名字。", "Honors, by id or name."),
    "tags": ("标签，一个一项，不用登记。", "Tags, one an item, of any words."),
    "cover": ("封面图。", "The picture at its head."),
    "lang": ("稿件的语言；不写就是网站的。", "Its language; the site's where none is given."),
    "corrections": ("发布以后的更正。", "Corrections after publication."),
    "placements": ("还在哪些渠道发表过。", "On which channels it stood, too."),
    "slug": ("网址里的名字；不写就是文件名。", "Its name in the permalink; else the file's."),
    "id": ("永久编号，定了就不要改。", "Its id, for ever."),
    "status": (
        "draft 草稿、published 发布（不写就是它）、withdrawn 撤下。",
        "draft, published (the default) or withdrawn.",
    ),
    "publish_at": ("到这时才发布。", "It is published from then on."),
    "embargo_until": ("禁发到这时。", "It is under embargo until then."),
    "expires_at": ("到这时下线。", "It is taken down then."),
    "aliases": ("旧网址，会自动跳转。", "Former permalinks, which redirect."),
    "url": ("完整的网址。", "The full URL."),
    "src": ("content/ 里的图片。", "A picture in content/."),
    "alt": ("图里有什么。", "What the picture shows."),
    "credit": ("摄影或作者。", "Who made it."),
    "college": ("学院的 id 或名字。", "The college, by id or name."),
    "degree": ("学历，如本科。", "The degree, such as BA."),
    "class_year": ("年级，如 1996 或 1996级。", "The year of the class."),
    "order": ("显示的顺序，小的在前。", "Its place, small numbers first."),
    "zh": ("中文名。", "The name in Chinese."),
    "en": ("英文名。", "The name in English."),
    "Source.name": ("媒体或单位。", "Who published it."),
    "PersonRef.id": ("人物的 id。", "The person's id."),
    "PersonRef.name": ("姓名；没有条目的人只写它。", "The name of somebody without an entry."),
    "PersonRef.note": ("和稿件的关系。", "What the person has to do with it."),
    "Correction.date": ("更正的日期。", "When it was corrected."),
    "Correction.note": ("更正了什么。", "What was corrected."),
    "Placed.channel": ("渠道的 id 或名字。", "The channel, by id or name."),
    "Placed.date": ("发表的日期；不写就是稿件的。", "When; the story's date where none is given."),
    "Placed.status": (
        "submitted 已投、accepted 采用、published 发表（不写就是它）、rejected 退稿。",
        "submitted, accepted, published (the default) or rejected.",
    ),
    "Placed.position": ("位置，如头条。", "Where on the channel, such as the top."),
    "Placed.kind": ("类别。", "What kind of piece it was."),
    "Honoree.person": ("人物的 id；没有条目的人写 name。", "The person's id, or use name."),
    "Honoree.name": ("没有条目的人的姓名。", "The name of somebody without an entry."),
    "Honoree.citation": ("事迹。", "What it was given for."),
    "Honoree.rank": ("名次或等级。", "The rank or grade."),
    "Honoree.story": ("写他的稿件：文件或编号。", "The story about it: a file or an id."),
    "Honoree.evidence": ("凭据，会公开。", "What shows it; published."),
    "HonorList.honor": ("荣誉的 id 或名字。", "The honor, by id or name."),
    "HonorList.year": ("哪一年的。", "The year that it is of."),
    "HonorList.announced": (
        "公布的日子；不写的话，到年底才计入人数。",
        "When it was announced; without it, its people count from the end of the year on.",
    ),
    "HonorList.authority": ("颁发单位。", "Who gives the honor."),
    "HonorList.declared_total": (
        "公布的人数，和名单对不上会报错。",
        "The number announced; one that differs from the rows is an error.",
    ),
    "HonorList.qualifier": ("近、余、不完全统计……", "Nearly, over, incomplete …"),
    "HonorList.entries": ("名单，或旁边的 CSV 文件。", "The rows, or a CSV file beside it."),
    "Name.former": ("曾用名。", "A former name."),
    "Name.pinyin": ("拼音，排序用。", "The pinyin, by which the list is in order."),
    "Degree.year": ("毕业的年份。", "The year of graduation."),
    "Degree.major": ("专业。", "The subject."),
    "Basis.kind": (
        "consent 本人同意、news 新闻报道、disclosed 已合法公开、duty 法定职责。",
        "consent (of the person), news (reporting), disclosed (lawfully public) or duty (by law).",
    ),
    "Basis.on": ("从哪天起。", "Since when."),
    "Basis.until": ("到哪天为止。", "Until when."),
    "Basis.scope": ("可以公开哪些内容。", "What may be published."),
    "Person.name": (
        "姓名，或 {zh, en, former, pinyin}。",
        "The name, or {zh, en, former, pinyin}.",
    ),
    "Person.degrees": ("在校的学历。", "What the person studied here."),
    "Person.employer": ("单位。", "The employer."),
    "Person.title": ("职务。", "The position held."),
    "Person.photo": ("照片。", "A photo."),
    "Person.basis": (
        "发布依据（个人信息保护法第十三条）；没有就不公开。",
        "Why the office may publish this; nothing is published without it.",
    ),
    "TermFields.id": (
        "在网址里，定了就不要改：小写英文字母、数字和连字符。",
        "In permalinks, for ever: lower-case letters, digits, hyphens.",
    ),
    "TermFields.name": ("名字，或 {zh, en}。", "The name, or {zh, en}."),
    "TermFields.description": ("一句说明。", "What it is."),
    "TermFields.aliases": (
        "改名、合并以前的 id 和名字。",
        "Ids and names before it was renamed or merged.",
    ),
    "Where.channel": ("渠道的 id 或名字。", "Channels, by id or name."),
    "Where.status": ("篇次的状态，any 是全部。", "The status of placements; any for all."),
    "Where.position": ("位置。", "Where on the channel."),
    "Where.kind": ("类别。", "What kind of piece."),
    "Where.column": ("栏目的 id 或名字。", "Columns, by id or name."),
    "Where.region": ("地区的 id 或名字。", "Regions, by id or name."),
    "Where.honor": ("荣誉的 id 或名字。", "Honors, by id or name."),
    "Where.list": ("榜单的文件名，不带 .yml。", "Honor lists, by the names of their files."),
    "Where.tag": ("标签。", "Tags."),
    "Where.event": ("活动。", "Events."),
    "Where.figure": ("活动的哪个数字。", "Which figures of the events."),
    "Measure.id": ("引用时用的名字。", "The name by which it is cited."),
    "Measure.name": ("名字，或 {zh, en}。", "The name, or {zh, en}."),
    "Measure.count": (
        "数什么：placements 篇次、stories 稿件、people 人、honorees 榜上的人、"
        "readings 各篇最后读数之和、totals 渠道总数、events 活动数字。",
        "What is counted, or added: readings, totals and events.",
    ),
    "Measure.over": ("people 从哪里数。", "Over what people are counted."),
    "Measure.metric": (
        "哪种读数；readings、totals 必写，别的不能写。",
        "Which readings: for readings and totals, and for nothing else.",
    ),
    "Measure.where": ("只数哪些；几个条件要都满足。", "Which ones; all conditions hold."),
    "Measure.period": ("固定的时段，all 是全部；不写就是报告的。", "Fixed days, or all."),
    "Measure.compare": (
        "same-period 同期、last-year 去年全年、baseline 基数。",
        "With what it is compared.",
    ),
    "Measure.part_of": ("它是哪个指标的一部分。", "The measure that it is a part of."),
    "Measure.unit": ("单位。", "The unit."),
    "Measure.scale": ("按万或亿四舍五入。", "Rounded to 万 or 亿."),
    "Measure.digits": ("几位小数。", "Decimal places."),
    "Measure.public": ("yes 可以出现在网站上。", "Whether it may be on the site."),
    "Options.timezone": ("时区。", "In which days begin and entries open."),
    "Options.per_page": ("一页列多少篇。", "Stories on a page of a listing."),
    "Options.feed_items": ("订阅里有多少篇。", "Stories in a feed."),
    "Options.id_authority": (
        "订阅编号里的域名，定了就不要改。",
        "The domain in the ids of feeds, for ever.",
    ),
    "Options.id_date": (
        "订阅编号里的年份，加引号，定了就不要改。",
        "The year in the ids of feeds, in quotes, for ever.",
    ),
    "Options.organisation": ("学校。", "The university."),
    "Options.organisation_url": ("学校的网址。", "The university's URL."),
    "Options.icp": ("ICP 备案号。", "The ICP filing number."),
    "Options.dashboard": ("看板放在哪里。", "Where the dashboard is put."),
    "Options.images": ("图片怎样发布。", "How pictures are published."),
    "Options.executor": ("别的机器分担工作。", "Other machines do a part of the work."),
    "Options.public_numbers": (
        "单位自己公开的手机号、卡号，不再提醒。",
        "Mobile numbers and cards of the office itself, of which nothing is told.",
    ),
    "ImageOptions.widths": ("宽度，从小到大。", "Widths, from small to large."),
    "ImageOptions.formats": ("格式。", "Formats, in the order of preference."),
    "ImageOptions.quality": ("质量，1 到 100。", "The quality, from 1 to 100."),
}
FILES: Told = {
    "story": ("稿件", "Story"),
    "honor-list": ("荣誉榜单", "Honor list"),
    "person": ("人物", "Person"),
    "page": ("页面", "Page"),
    "taxonomy": ("词表", "Vocabulary"),
    "measures": ("指标", "Measures"),
    "mkdocs": ("站点设置", "Settings of the site"),
}
HINTS: Told = {
    "line": ("写一行文字，最多 300 字。", "A line of text of at most 300 characters."),
    "paragraph": ("写一段文字，最多 5000 字。", "A text of at most 5,000 characters."),
    "moment": (
        "写日期 2024-05-01，或时刻 2024-05-01T09:30+08:00。",
        "A day such as 2024-05-01, or an instant such as 2024-05-01T09:30+08:00.",
    ),
    "number": ("写整数。", "A whole number."),
    "class_year": ("写四位的年份，如 1996 或 1996级。", "A year of four digits."),
    "slug": (
        "用小写英文字母、数字和连字符。",
        "Lower-case letters, digits and hyphens.",
    ),
    "url": ("写完整的网址 https://…", "A full URL, https://…"),
    "site_path": ("写网站里的路径，如 /stories/2024/x/。", "A path such as /stories/2024/x/."),
    "term": ("词表里没有这个词。", "The vocabulary has no such word."),
    "id_date": ("写年、月或日，如 2024。", "A year, month or day such as 2024."),
}


def describe(field: str) -> tuple[str, str]:
    """Return what is said of `Group.name`, in Chinese and in English."""
    return FIELDS.get(field) or FIELDS[field.partition(".")[2]]
