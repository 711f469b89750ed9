"""Headlines that a browser breaks between clauses only: none that would leave half a clause."""

import pytest

from generator.render.headlines import breaks_between_clauses


@pytest.mark.parametrize(
    ("title", "between"),
    [
        ("杨梅只等十五天：一只软手和它的六次烂果", True),
        ("琴房搬进十二台旧钢琴，7 号琴缺一个键", True),
        ("程望舒的词典里，“家”这一条写了十一页", True),
        ("他说：“等天凉。”", True),
        ("2013—2026，十三年", True),
        ("她在五十万伏上吃过一个橘子", False),  # one clause is broken anywhere
        ("五位松岚人当选全国劳动模范：一位没接到通知", False),  # one is longer than a line
        ("武汉大学校友联合会换届，大会在武汉召开", False),  # by its comma
        ("武汉大学校友会换届，大会在武汉召开", True),
        ("武汉大学校友企业家联谊会，换届", False),
        ("Anyone can build a bridge, he said", False),
        ("，，，", False),
        ("", False),
    ],
)
def test_headlines_of_several_short_clauses_break_between_them(title: str, between: bool) -> None:
    assert breaks_between_clauses(title) is between
