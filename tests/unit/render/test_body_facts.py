"""What is known of a body holds while all that it depends on is the same, and no longer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import photos
import pytest
import smallsite
from smallsite import ZONE, person, story

import generator.render.bodies as bodies
from generator.crew import Crew
from generator.memory import NOTHING, Memory
from generator.preparing import Prepared, plan_site, with_bodies
from generator.reading import read_folder
from generator.schema import Context
from generator.source import open_folder
from generator.watch import Watch

SETTLED = 2**62
X = "stories/2024/x.md"
LEDGER = (
    "-- measures.yml --\n- {id: posts, name: 稿件, count: placements, public: yes}\n"
    "-- taxonomies/channels.yml --\n- {id: wechat, name: 微信}\n"
    "-- ledger/placements-2024.csv --\ndate,channel,story,title,url,kind,id\n"
    "2024-03-01,wechat,,推送一,,,p1\n"
)
SITE = (
    story(
        "2024/x",
        "见 [乙](y.md#节)、[李四](/people/li-si.yml)、[文件](/media/a.pdf)。\n\n"
        "![图](/media/one.png)\n\n共 {fig:posts} 篇。\n",
        cover={"src": "/media/two.png", "alt": "松"},
    )
    + story("2024/y", "## 节\n", title="乙")
    + story("2024/z", title="丙")
    + person("li-si", "李四")
    + LEDGER
)


class Office:
    """A content folder that is prepared again and again with what is known of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        smallsite.write_folder(SITE, root)
        self.write("media/one.png", photos.photo(64, 36, "PNG"))
        self.write("media/two.png", photos.photo(64, 36, "PNG"))
        self.write("media/a.pdf", b"%PDF-1.4\n")

    def write(self, path: str, data: bytes) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(data)

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text
        self.write(path, text.replace(old, new).encode())

    def prepare(self, memory: Memory = NOTHING, crew: Crew | None = None) -> Prepared:
        folder, faults = open_folder(self.root, SETTLED)
        settings = smallsite.small_settings()
        content = read_folder(folder, faults, Context(ZONE), lambda *_: None, memory.readings)
        place = (settings, smallsite.TEMPLATES, smallsite.NOW, Watch(), memory, crew)
        planned = plan_site(content, *place, self.root.parent / "images")
        return with_bodies(planned, Watch(), crew)


def memory_of(prepared: Prepared) -> Memory:
    return Memory(prepared.content.readings, prepared.facts, related=prepared.site.counted)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "content")


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the entries whose bodies were rendered."""
    found: list[str] = []
    really = bodies.render_body

    def render_body(text: str, path: str, *more: object) -> object:
        found.append(path)
        return really(text, path, *more)

    monkeypatch.setattr(bodies, "render_body", render_body)
    return found


def test_nothing_is_rendered_where_nothing_changed(office: Office, rendered: list[str]) -> None:
    first = office.prepare()
    assert X in rendered and first.rendered == len(rendered)
    rendered.clear()
    second = office.prepare(memory_of(first))
    assert rendered == [] and second.rendered == 0
    assert second.facts == first.facts


CHANGES: dict[str, Callable[[Office], object]] = {
    "its own text": lambda office: office.edit(X, "共", "有"),
    "a link's target is renamed": lambda office: office.edit(
        "stories/2024/y.md", "title:", "slug: renamed\ntitle:"
    ),
    "a link's target is withdrawn": lambda office: office.edit(
        "stories/2024/y.md", "title:", "status: withdrawn\ntitle:"
    ),
    "a link's target loses its body": lambda office: office.edit(
        "stories/2024/y.md", "## 节\n", ""
    ),
    "a link's target is deleted": lambda office: (office.root / "stories/2024/y.md").unlink(),
    "a linked person is withdrawn": lambda office: office.edit(
        "people/li-si.yml", "basis:", "status: withdrawn\nbasis:"
    ),
    "a linked file is gone": lambda office: (office.root / "media/a.pdf").unlink(),
    "a picture has other bytes": lambda office: office.write(
        "media/one.png", photos.photo(36, 64, "PNG")
    ),
    "a cover has other bytes": lambda office: office.write(
        "media/two.png", photos.photo(36, 64, "PNG")
    ),
    "a figure changes": lambda office: office.edit(
        "ledger/placements-2024.csv", "p1\n", "p1\n2024-03-02,wechat,,推送二,,,p2\n"
    ),
    "it is withdrawn itself": lambda office: office.edit(
        X, "title:", "expires_at: 2024-05-20\ntitle:"
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_body_is_rendered_again_when(change: str, office: Office, rendered: list[str]) -> None:
    first = office.prepare()
    rendered.clear()
    CHANGES[change](office)
    second = office.prepare(memory_of(first))
    assert X in rendered
    is_any = change == "a linked person is withdrawn"  # whose name may stand in any text
    assert ("stories/2024/z.md" in rendered) is is_any, "it has nothing to do with the change"
    assert second.facts[X].key != first.facts[X].key
    clean = office.prepare()
    assert second.facts == clean.facts and second.problems == clean.problems


def test_a_body_with_faults_is_rendered_each_time(office: Office, rendered: list[str]) -> None:
    office.edit("stories/2024/z.md", "正文。", "见 [错](2024/yy)。")
    first = office.prepare()
    rendered.clear()
    second = office.prepare(memory_of(first))
    assert rendered == ["stories/2024/z.md"]
    assert smallsite.codes_of(second) == smallsite.codes_of(first) != []


@pytest.mark.parametrize("workers", [1, 3])
def test_bodies_put_into_files_are_those_that_are_rendered(
    workers: int, office: Office, monkeypatch: pytest.MonkeyPatch, rendered: list[str]
) -> None:
    plain = office.prepare()
    expected = dict(plain.desk.bodies)
    monkeypatch.setattr(bodies, "KEPT", 1)
    monkeypatch.setattr(bodies, "BODIES_A_WORKER", 1)
    spilled = office.prepare(crew=Crew(workers))
    assert spilled.facts == plain.facts and spilled.rendered == plain.rendered
    rendered.clear()
    assert dict(spilled.desk.bodies) == expected
    assert rendered == []


def test_few_bodies_are_kept_in_memory(
    office: Office, monkeypatch: pytest.MonkeyPatch, rendered: list[str]
) -> None:
    memory = memory_of(office.prepare())
    monkeypatch.setattr(bodies, "KEPT", 2)
    prepared = office.prepare(memory)
    expected = dict(prepared.desk.bodies)
    rendered.clear()
    assert dict(prepared.desk.bodies) == expected
    assert rendered, "what was pushed out is made again"


def test_what_is_not_published_has_an_empty_body(office: Office) -> None:
    office.edit("stories/2024/z.md", "title:", "status: draft\ntitle:")
    prepared = office.prepare()
    entry = prepared.content.library.by_path["stories/2024/z.md"]
    assert prepared.desk.bodies.of(entry).html == "" and entry.path not in prepared.desk.bodies
