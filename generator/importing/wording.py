"""Owns the texts of the importer's notes: code -> severity, Chinese, English.
May not hold logic; every code that the importer uses stands here once.
"""

from __future__ import annotations

from typing import Final, Literal

_I: Final = "info"
_W: Final = "warning"

WORDING: Final[dict[str, tuple[Literal["info", "warning"], str, str]]] = {
    # Why a post was not imported.
    "no-source": (_W, "找不到来源文件夹", "the source folder does not exist"),
    "same-folder": (
        _W,
        "来源与目标文件夹重叠，导入会改动来源，未执行",
        "source and target overlap, so importing would change the source; nothing was done",
    ),
    "no-posts": (
        _W,
        "在来源中没有找到文章；能导入的是 Hugo、Hexo、Jekyll 的 Markdown，"
        "别的（如 WordPress）请先转成其中一种",
        "no posts were found in the source; Markdown of Hugo, Hexo and Jekyll can be imported, "
        "anything else (WordPress, say) must be made one of them first",
    ),
    "unreadable": (_W, "无法读取：{reason}", "cannot be read: {reason}"),
    "not-text": (_W, "不是文本，或编码无法识别", "is not text, or its encoding is unknown"),
    "too-large": (_W, "超过 1 MiB", "is larger than 1 MiB"),
    "front-too-large": (
        _W,
        "导入后的头部信息超过 64 KiB",
        "its front matter would be larger than 64 KiB",
    ),
    "no-date": (
        _W,
        "没有日期，文件名中也没有；在来源里加上一行 date: 2024-05-11，再导入",
        "has no date, neither in its front matter nor in its file name; "
        "add a line date: 2024-05-11 in the source and import again",
    ),
    "date-unread": (
        _W,
        "日期读不懂，未导入：{value}；在来源里写成 2024-05-11，再导入",
        "its date could not be understood: {value}; "
        "write it as 2024-05-11 in the source and import again",
    ),
    "outside-link": (
        _W,
        "符号链接，未跟随",
        "is a symbolic link out of the source, or to a folder; not followed",
    ),
    "format": (
        _W,
        "不是 Markdown（{ending}），未导入",
        "is not Markdown ({ending}) and was not imported",
    ),
    "bundle-file": (
        _I,
        "是另一篇文章的附件，不是文章",
        "belongs to the post in whose folder it lies; it is not a post",
    ),
    "section-file": (
        _I,
        "栏目首页，Laurel 自己生成",
        "is the front page of a section, which Laurel makes itself",
    ),
    "section-text": (
        _W,
        "栏目首页里有正文，未导入；要留下的话，请做成 content/pages/ 里的一页",
        "is the front page of a section and has text, which was not imported; "
        "to keep it, make a page of it in content/pages/",
    ),
    "own-page": (
        _I,
        "空白的列表页，Laurel 自己生成",
        "is an empty page for a listing, which Laurel makes itself",
    ),
    "not-a-post": (
        _W,
        "不在文章、草稿或页面的文件夹中，未导入",
        "lies in no folder of posts, drafts or pages and was not imported",
    ),
    "hidden": (
        _W,
        "名称以下划线开头，原来的网站不发布，未导入",
        "has a name that begins with an underscore, which the source's site does not show, "
        "and was not imported",
    ),
    "excluded": (
        _W,
        "来源的设置把它排除在网站之外，未导入",
        "is left out of the site by the source's own settings and was not imported",
    ),
    "file-unused": (
        _W,
        "文章没有把它作为图片显示，未导入",
        "is not shown as a picture by a post and was not imported",
    ),
    "unwritable": (_W, "无法写入：{reason}", "cannot be written: {reason}"),
    "failed": (_W, "导入时出错：{reason}", "could not be converted: {reason}"),
    # The front matter.
    "encoding": (_I, "按 {name} 解码", "was decoded as {name}"),
    "control": (
        _I,
        "去掉了 {count} 个控制字符",
        "{count} control characters were removed",
    ),
    "front-none": (_I, "没有头部信息", "has no front matter"),
    "front-open": (
        _W,
        "头部信息没有结束标记，全部当作正文，改为草稿",
        "the front matter is never closed; all of it is taken as body, and imported as a draft",
    ),
    "front-broken": (
        _W,
        "头部信息格式有误，逐行读取：{reason}",
        "the front matter is malformed and was read line by line: {reason}",
    ),
    "front-line": (
        _W,
        "这一行读不懂，未保留：{text}",
        "this line could not be understood and was not kept: {text}",
    ),
    "key-twice": (
        _W,
        "字段 {key} 重复，取最后一个",
        "the key {key} stands twice; the last value counts",
    ),
    "key-unknown": (
        _I,
        "字段 {key} 在 Laurel 中没有对应，未保留",
        "the key {key} has no counterpart in Laurel and was not kept",
    ),
    "key-second": (
        _I,
        "已取字段 {other}，{key} 未保留",
        "{other} was taken; {key} was not kept",
    ),
    "value-unused": (
        _W,
        "字段 {key} 的值无法使用，未保留：{value}",
        "the value of {key} could not be used and was not kept: {value}",
    ),
    "title-heading": (
        _I,
        "没有标题，取第一个小标题",
        "has no title; its first heading was taken",
    ),
    "title-file": (_I, "没有标题，取文件名", "has no title; its file name was taken"),
    "text-cut": (
        _W,
        "字段 {key} 太长，截短到 {limit} 字",
        "{key} is too long and was cut to {limit} characters",
    ),
    "date-file": (_I, "日期取自文件名", "its date was taken from the file name"),
    "date-dropped": (
        _I,
        "页面没有日期，未保留 {key}",
        "a page has no date; {key} was not kept",
    ),
    "page-field": (_I, "页面没有 {key}，未保留", "a page has no {key}; it was not kept"),
    "expired-draft": (
        _W,
        "过期时间不晚于发布时间，改为草稿",
        "it expires before it is published; imported as a draft",
    ),
    "unnamed-draft": (
        _W,
        "文件名不以日期开头，Jekyll 不发布，改为草稿",
        "its file name does not begin with its day, so Jekyll did not show it; imported as a draft",
    ),
    "empty-draft": (
        _W,
        "页面没有正文，内容由原来网站的主题生成；改为草稿",
        "the page has no text, as the source's theme filled it; imported as a draft",
    ),
    "draft-unclear": (
        _W,
        "字段 {key} 的值读不懂，按草稿导入：{value}",
        "the value of {key} is neither yes nor no; imported as a draft: {value}",
    ),
    "secret-draft": (
        _W,
        "字段 {key} 表示不公开，改为草稿",
        "{key} says that it is not for everybody; imported as a draft",
    ),
    "slug-twice": (
        _I,
        "同年已有 {slug}，改用 {new}",
        "{slug} is taken in that year; {new} is used",
    ),
    "slug-made": (
        _I,
        "名称中没有字母或数字，网址用 {slug}",
        "its name has no ASCII letter or digit; its permalink is {slug}",
    ),
    "slug-moved": (
        _W,
        "以前导入为 {old}，现在是 {new}；旧文件仍在",
        "was imported as {old} before and is {new} now; the old file is still there",
    ),
    "alias-unused": (
        _W,
        "旧网址无法保留：{alias}",
        "a former address could not be kept: {alias}",
    ),
    "alias-twice": (
        _W,
        "旧网址 {alias} 已属于 {other}",
        "the former address {alias} belongs to {other} already",
    ),
    "column-added": (
        _I,
        "新栏目 {id}（{name}）已加入 columns.yml，请检查英文名和顺序",
        "a new column {id} ({name}) was added to columns.yml; check its English name and order",
    ),
    "columns-unreadable": (
        _W,
        "读不懂 columns.yml，没有加入栏目：{ids}",
        "columns.yml could not be understood; these columns were not added: {ids}",
    ),
    "tag-cut": (
        _W,
        "标签太长，截短到 60 字：{tag}",
        "a tag is too long and was cut to 60 characters: {tag}",
    ),
    # The body.
    "headings-shifted": (
        _I,
        "正文用了一级标题，所有小标题下移一级",
        "the body uses level-1 headings; all headings were moved one level down",
    ),
    "attributes": (
        _I,
        "属性 {text} 在 Laurel 中没有对应，未保留",
        "the attributes {text} have no counterpart in Laurel and were not kept",
    ),
    "comment": (
        _I,
        "注释不在网站上出现，未保留",
        "a comment, which the site never showed, was not kept",
    ),
    "template-kept": (
        _W,
        "模板标记 {name} 没有对应，按文字保留",
        "the template tag {name} has no counterpart and was left as text",
    ),
    "reference-lost": (
        _W,
        "引用的文章没有导入，或是草稿：{url}",
        "the post that is referred to was not imported, or is a draft: {url}",
    ),
    "image-external": (
        _W,
        "外站图片改为链接：{url}",
        "a picture on another host became a link: {url}",
    ),
    "image-missing": (
        _W,
        "图片不在来源中，留下说明文字：{url}",
        "a picture is not in the source; its description remains: {url}",
    ),
    "image-type": (
        _W,
        "不支持的图片格式，留下说明文字：{url}",
        "a picture of a kind that is not supported; its description remains: {url}",
    ),
    "image-large": (
        _W,
        "图片超过 64 MB，留下说明文字：{url}",
        "a picture is larger than 64 MB; its description remains: {url}",
    ),
    "cover-lost": (_W, "封面图未保留：{url}", "the cover picture was not kept: {url}"),
    "link-local": (
        _W,
        "站内链接的目标没有导入，或是草稿，只留文字：{url}",
        "the target of a local link was not imported, or is a draft; its text remains: {url}",
    ),
    "link-scheme": (
        _W,
        "不支持的链接，只留文字：{url}",
        "a link of a kind that is not supported; its text remains: {url}",
    ),
    "link-guessed": (
        _I,
        "链接缺少协议，补为 {url}",
        "a link without scheme was completed: {url}",
    ),
    "embed-link": (
        _W,
        "嵌入内容改为链接：{url}",
        "embedded content became a link: {url}",
    ),
    "embed-lost": (_W, "嵌入内容未保留：{url}", "embedded content was not kept: {url}"),
    # The target.
    "kept-edited": (
        _I,
        "{target} 在导入后被编辑过，未覆盖",
        "{target} was edited since it was imported; it was not overwritten",
    ),
    "kept-deleted": (
        _W,
        "{target} 在导入后被删除，未再写入；要重新导入，先从 .import.json 中去掉它",
        "{target} was deleted since it was imported and was not written again; "
        "to import it again, take it out of .import.json first",
    ),
    "kept-foreign": (
        _W,
        "{target} 已存在且不是导入的，未覆盖",
        "{target} exists and was not imported; it was not overwritten",
    ),
}
