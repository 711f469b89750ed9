"""Jobs are dealt to workers evenly, and the same way each time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.jobs import Job, always
from generator.workshop import JOBS_A_WORKER, dealt

WORTH_FOUR = 4 * JOBS_A_WORKER


def _jobs(costs: list[float], groups: list[str]) -> list[Job]:
    pairs = zip(costs, groups * (1 + len(costs)), strict=False)
    return [
        Job(f"job {n}", always, lambda: (), cost, group) for n, (cost, group) in enumerate(pairs)
    ]


jobs = st.builds(
    _jobs,
    st.lists(st.sampled_from([1.0, 2.0, 40.0, 333.0]), max_size=80),
    st.lists(st.sampled_from(["", "", "feeds", "more"]), min_size=1, max_size=5),
)


@given(jobs, st.integers(1, 8))
def test_every_job_is_dealt_once(found: list[Job], workers: int) -> None:
    parts = dealt(found, workers)
    assert sorted(job.name for part in parts for job in part) == sorted(job.name for job in found)
    assert 1 <= len(parts) <= workers


@given(jobs, st.integers(1, 8))
def test_groups_are_not_divided(found: list[Job], workers: int) -> None:
    parts = [{job.group for job in part if job.group} for part in dealt(found, workers)]
    assert sum(map(len, parts)) == len(set().union(*parts))


@given(jobs, st.integers(1, 8))
def test_the_same_jobs_are_dealt_the_same_way(found: list[Job], workers: int) -> None:
    assert dealt(found, workers) == dealt(list(found), workers)


@given(jobs, st.integers(2, 8))
def test_no_worker_has_much_more_than_another(found: list[Job], workers: int) -> None:
    parts = dealt(found, workers)
    groups: dict[str, float] = {}
    for job in found:
        name = job.group or job.name
        groups[name] = groups.get(name, 0.0) + job.cost
    loads = [sum(job.cost for job in part) for part in parts]
    assert max(loads) - min(loads) <= max(groups.values(), default=0.0)


def test_little_work_is_not_shared_out() -> None:
    assert len(dealt(_jobs([1.0] * 50, [""]), 8)) == 1
    assert len(dealt(_jobs([1.0] * int(WORTH_FOUR), [""]), 8)) == 4


def test_no_jobs_are_one_empty_part() -> None:
    assert dealt([], 4) == [[]]


def test_the_largest_are_dealt_first() -> None:
    one, two = dealt(_jobs([300.0, 300.0, 600.0], [""]), 2)
    assert sum(job.cost for job in one) == sum(job.cost for job in two)
