"""Owns a corpus for search: many stories made of the clauses of content/, shuffled by a seed.
May not assert anything.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静秀丽强磊军洋勇艳杰娟涛明超霞平刚"
LATIN = ("IEEE", "MIT", "Nature", "π", "5G", "AI", "C++", "naïve", "Ｈ２Ｏ", "No.1")


def clauses() -> list[str]:
    """Every clause of the real stories that is long enough to be one."""
    texts = (p.read_text(encoding="utf-8") for p in sorted(REPO.glob("content/stories/**/*.md")))
    bodies = (re.sub(r"[`*#>|\[\](){}<>_!:\\-]+", "", t.split("---", 2)[2]) for t in texts)
    found = (c.strip() for body in bodies for c in re.split(r"[。，；！？\n]", body))
    return sorted({c for c in found if 4 <= len(c) <= 40})


def stories(count: int, seed: int = 7) -> dict[str, str]:
    """Return `content/` paths and texts of so many stories and of a few people."""
    chance, pool = random.Random(seed), clauses()
    names = sorted({chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2)) for _ in range(300)})
    files = {
        f"stories/{path}.md": text
        for path, text in (story(i, chance, pool, names) for i in range(count))
    }
    for number, name in enumerate(names[:40]):
        files[f"people/p{number}.yml"] = (
            f"name: {{zh: {name}}}\nsummary: {chance.choice(pool)}\nbasis: {{kind: news}}\n"
        )
    return files


def story(number: int, chance: random.Random, pool: list[str], names: list[str]) -> tuple[str, str]:
    """Return the path and the text of a story."""
    year = 2012 + number % 14
    who = chance.sample(names, 2)
    title = f"{chance.choice(pool)}，{who[0]}{chance.choice(pool)}".replace("'", "")
    body = "\n\n".join(paragraph(chance, pool, who) for _ in range(chance.randint(2, 6)))
    people = ", ".join(f"{{name: {name}}}" for name in who)
    column = chance.choice(("news", "giving", "reunion"))
    date = f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    tags = ", ".join(chance.sample(("院士", "奖学金", "校庆", "乡村振兴", "图书馆"), 2))
    return f"{year}/s{number}", (
        f"---\ntitle: '{title}'\ndate: {date}\ncolumn: {column}\n"
        f"summary: '{chance.choice(pool).replace(chr(39), '')}'\npeople: [{people}]\n"
        f"tags: [{tags}]\n---\n\n{body}\n"
    )


def paragraph(chance: random.Random, pool: list[str], who: list[str]) -> str:
    """Return clauses with a name, a year, a bold word and sometimes a Latin word in them."""
    parts = chance.sample(pool, chance.randint(3, 8))
    parts.insert(1, f"{chance.choice(who)}于{chance.randint(1958, 2024)}年毕业")
    parts[0] = f"**{parts[0][:3]}**{parts[0][3:]}"
    if chance.random() < 0.3:
        parts.append(f"他在{chance.choice(LATIN)} Journal上发表第{chance.randint(1, 400)}篇")
    return "，".join(parts) + "。"
