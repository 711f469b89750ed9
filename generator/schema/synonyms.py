"""Owns what editors write instead of our words: in Chinese, or as Hugo, Hexo and Jekyll have it.
May not change what was written: it is for hints only; nor know which kind has which field.
"""

from __future__ import annotations

from collections.abc import Collection

FIELDS = {
    "title": ("标题", "题目", "头衔", "职务"),
    "name": ("姓名", "名字", "名称"),
    "date": (
        "日期",
        "时间",
        "发布日期",
        "发稿日期",
        "created",
        "created_at",
        "datetime",
        "pubdate",
    ),
    "announced": ("日期", "公布日期", "发布日期", "date"),
    "year": ("年份", "年度"),
    "column": ("栏目", "分类", "category", "categories", "section"),
    "summary": ("摘要", "导语", "简介", "概要", "abstract", "description", "excerpt", "subtitle"),
    "authors": ("作者", "记者", "撰稿", "author", "by", "byline", "writer"),
    "source": ("来源", "出处", "转载"),
    "people": ("人物", "校友", "person"),
    "colleges": ("学院", "院系", "college", "school"),
    "college": ("学院", "院系", "school"),
    "regions": ("地区", "城市", "region"),
    "honors": ("荣誉", "奖项", "honor", "award", "awards"),
    "honor": ("荣誉", "奖项", "award"),
    "tags": ("标签", "关键词", "话题", "keywords", "tag"),
    "cover": (
        "封面",
        "封面图",
        "头图",
        "banner",
        "cover_image",
        "featured_image",
        "image",
        "images",
        "thumbnail",
        "top_img",
    ),
    "photo": ("照片", "头像", "avatar", "image"),
    "status: draft": ("draft", "草稿"),
    "status": ("状态", "published", "visible"),
    "updated": ("更新", "更新日期", "last_modified", "last_modified_at", "lastmod", "modified"),
    "publish_at": ("定时发布", "publishdate", "publish_date"),
    "embargo_until": ("禁发", "禁发到", "embargo"),
    "expires_at": ("过期", "到期", "expirydate", "expires"),
    "aliases": ("旧网址", "别名", "旧名", "alias", "redirect_from", "permalink", "abbrlink"),
    "lang": ("语言", "语种", "language", "locale"),
    "corrections": ("更正", "勘误", "correction", "errata"),
    "degrees": ("学历", "学位", "教育经历"),
    "degree": ("学历", "学位", "层次"),
    "major": ("专业",),
    "employer": ("单位", "工作单位"),
    "basis": ("依据", "发布依据"),
    "pinyin": ("拼音",),
    "former": ("曾用名",),
    "class_year": ("年级", "届", "届别", "级别", "毕业年份"),
    "citation": ("事迹", "主要事迹", "颁奖词"),
    "rank": ("名次", "排名", "等级"),
    "evidence": ("证据", "凭据"),
    "authority": ("颁奖单位", "授奖单位", "颁发单位"),
    "channel": ("渠道",),
    "position": ("位置", "版位"),
    "note": ("备注", "说明"),
    "credit": ("摄影", "作者", "署名"),
    "src": ("图片", "path", "file", "url"),
    "url": ("网址", "链接", "link", "href"),
    "id": ("编号",),
    "entries": ("名单", "入选", "list", "rows"),
    "declared_total": ("总数", "合计", "人数", "total"),
    "order": ("顺序", "排序", "weight"),
}
_VALUES = {
    "draft": ("草稿", "未发布", "暂存"),
    "published": (
        "发布",
        "已发布",
        "发表",
        "已发表",
        "刊发",
        "已刊发",
        "公开",
        "publish",
        "public",
        "live",
    ),
    "withdrawn": ("撤回", "撤稿", "下线", "下架", "removed"),
    "submitted": ("已投", "投稿", "已投稿"),
    "accepted": ("采用", "录用", "已采用", "已录用"),
    "rejected": ("退稿", "未用", "未采用", "未录用", "不采用"),
    "consent": ("同意", "本人同意"),
    "news": ("新闻", "新闻报道"),
    "disclosed": ("合法公开", "已合法公开", "已公开"),
    "duty": ("法定职责", "职责"),
    "placements": ("篇次",),
    "stories": ("稿件",),
    "people": ("人", "人数", "校友"),
    "honorees": ("榜上的人", "获奖者"),
    "readings": ("读数", "各篇最后读数之和"),
    "totals": ("总数", "渠道总数"),
    "events": ("活动", "活动数字"),
    "yes": ("是",),
    "no": ("否",),
    "zh": ("中文", "汉语", "cn", "chinese", "zh-cn", "zh-hans"),
    "en": ("英文", "英语", "english", "en-us", "en-gb"),
}


def field_for(word: str, fields: Collection[str]) -> str:
    """Return which of these fields is meant by another word, with the value where one is; or ''."""
    meant = (name for name, words in FIELDS.items() if word.strip().casefold() in words)
    return next((name for name in meant if name.partition(":")[0] in fields), "")


def value_for(word: str, values: Collection[str]) -> str:
    """Return which of these values is meant by another word, or ''."""
    meant = (name for name, words in _VALUES.items() if word.strip().casefold() in words)
    return next((name for name in meant if name in values), "")
