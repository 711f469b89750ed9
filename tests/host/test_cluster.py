"""An executor of the settings does the jobs: the same bytes, and its failures harm nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from builds import CONTENT, NOW, Project, Ran, differing, make_project, tree
from smallsite import story

WRONG_USE = 2
MANY = CONTENT + "".join(story(f"2024/s{n}", title=f"第 {n} 篇") for n in range(260))
EXECUTORS = """\
import os
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context

def pool():
    return ProcessPoolExecutor(2, mp_context=get_context("spawn"))

def dying():
    context = get_context("spawn")
    return ProcessPoolExecutor(1, mp_context=context, initializer=os._exit, initargs=(3,))

class Lost(Executor):
    def submit(self, *call):
        future = Future()
        future.set_exception(RuntimeError("the worker was lost"))
        return future

def lost():
    return Lost()

def number():
    return 7

def broken():
    raise ValueError("no scheduler at this address")

def silent():
    raise TimeoutError("no answer from tcp://scheduler:8786")

def unnamed():
    return {}["SCHEDULER"]
"""


def with_executor(project: Project, name: str) -> Project:
    """Have the settings of a project name an executor of a module beside them."""
    project.write("farm.py", EXECUTORS)
    project.write("torn.py", "def pool(:\n")
    project.edit("mkdocs.yml", "  - laurel:\n", f'  - laurel:\n      executor: "{name}"\n')
    return project


def build(project: Project, folder: Path) -> Ran:
    return project.build("--now", NOW, "--json", "--workers", "2", "--site-dir", folder / "site")


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of many pages that was built without an executor."""
    folder = tmp_path_factory.mktemp("alone")
    ran = build(make_project(folder / "project", MANY), folder)
    assert ran.code == 0, ran.out
    return folder / "site"


def test_workers_of_an_executor_give_the_same_bytes(alone: Path, tmp_path: Path) -> None:
    project = with_executor(make_project(tmp_path / "project", MANY), "farm:pool")
    ran = build(project, tmp_path)
    assert ran.code == 0, ran.out + ran.err
    assert differing(tree(alone), tree(tmp_path / "site")) == []
    project.edit("content/stories/2024/s7.md", "正文", "改过的正文")
    ran = build(project, tmp_path)
    assert ran.code == 0 and 0 < ran.json["counts"]["rendered"] < 100
    assert "改过的正文" in (tmp_path / "site/stories/2024/s7/index.html").read_text("utf-8")
    assert [p.name for p in tmp_path.rglob("for-workers")] == [], "nothing is left for workers"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nowhere:pool", "nowhere"),
        ("farm:nothing", "nothing"),
        ("farm", "farm"),
        (":pool", ":pool"),
        ("farm:number", "concurrent.futures.Executor"),
        ("farm:broken", "no scheduler at this address"),
        ("farm:silent", "no answer from tcp://scheduler:8786"),
        ("farm:unnamed", "KeyError: 'SCHEDULER'"),
        ("torn:pool", "torn.py, line 1"),
    ],
)
def test_a_name_that_gives_no_executor_is_told(name: str, said: str, project: Project) -> None:
    ran = with_executor(project, name).build("--now", NOW)
    assert ran.code == WRONG_USE
    assert f"mkdocs.yml: executor '{name}'" in ran.err and said in ran.err
    assert "Traceback" not in ran.err and not project.site.exists()


@pytest.mark.parametrize("name", ["farm:lost", "farm:dying"])
def test_a_job_that_fails_leaves_the_published_site(name: str, project: Project) -> None:
    assert project.build("--now", NOW).code == 0
    before = tree(project.site)
    with_executor(project, name).edit("content/stories/2024/first.md", "第一篇的", "改过的")
    ran = project.build("--now", NOW)
    assert ran.code == WRONG_USE and "Traceback" not in ran.err
    assert tree(project.site) == before
    project.edit("mkdocs.yml", f'      executor: "{name}"\n', "")
    assert project.build("--now", NOW).code == 0
    page = project.site / "stories/2024/first/index.html"
    assert "改过的正文" in page.read_text(encoding="utf-8")
