"""Owns how jobs are done: which have to be, by which processes, and that each is done once.
May not know what they make.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from generator.cache import NO_KEY
from generator.crew import Crew, Errand
from generator.jobs import Job
from generator.memory import Made
from generator.publish import Artefact, Stage
from generator.publish.inventory import Known
from generator.watch import Watch

JOBS_A_WORKER = 200.0  # pages; below this another process costs more than it saves

Done = tuple[int, dict[str, Known], dict[str, Made]]  # by which process, what, for which jobs
Elsewhere = Callable[[Stage, Sequence[Sequence[Job]]], Iterator[Done]]


@dataclass(frozen=True, slots=True)
class Workshop:
    """The stage that jobs write into, who watches, and who does them: the crew or, if that is
    given, `elsewhere`.
    """

    stage: Stage
    watch: Watch
    crew: Crew = field(default_factory=Crew)
    elsewhere: Elsewhere | None = None

    def divide(
        self, jobs: Iterable[Job], was: Mapping[str, Made]
    ) -> tuple[list[Job], dict[str, Made]]:
        """Return the jobs that have to be done, and for the others what was made and still is as it
        would be.
        """
        todo: list[Job] = []
        kept: dict[str, Made] = {}
        is_published = self.stage.published.__contains__
        for job in jobs:
            made = was.get(job.name)
            if (
                made is not None
                and made.key == job.key != NO_KEY
                and all(map(is_published, made.files))
                and job.left()
            ):
                kept[job.name] = made
            else:
                todo.append(job)
        return todo, kept

    def begin(self, jobs: Sequence[Job]) -> Errand[Done]:
        """Begin with these jobs beside this process; `take` the result."""
        return self.crew.errand(partial(do_jobs, self.stage, jobs, self.watch), worth=bool(jobs))

    def do(self, jobs: Sequence[Job]) -> dict[str, Made]:
        """Do the jobs, shared among workers; returns what was made for each."""
        parts = dealt(jobs, self.crew.workers)
        if self.elsewhere is not None and jobs:
            return self.take(self.elsewhere(self.stage, parts))
        tasks = [partial(do_jobs, self.stage, part, self.watch) for part in parts]
        return self.take(self.crew.run(tasks))

    def take(self, results: Iterable[Done]) -> dict[str, Made]:
        """Take over what workers did; returns what was made for each job."""
        here = os.getpid()
        made: dict[str, Made] = {}
        for process, written, found in results:
            if process != here:
                self.stage.adopt(written)
            made |= found
        return made


def do_jobs(stage: Stage, jobs: Sequence[Job], watch: Watch) -> Done:
    """Do jobs in this process, which may be a worker's."""
    made: dict[str, Made] = {}
    before = set(stage.written())
    stage.write(noted(jobs, made, watch))
    written = {path: known for path, known in stage.written().items() if path not in before}
    return os.getpid(), written, made


def noted(jobs: Sequence[Job], made: dict[str, Made], watch: Watch) -> Iterator[Artefact]:
    """Yield what jobs make, and note in `made` what each did."""
    for number, job in enumerate(jobs):
        watch.progress("pages", number, len(jobs))
        paths = []
        for artefact in job.make():
            paths.append(artefact.path)
            yield artefact
        made[job.name] = Made(job.key, tuple(paths))


def dealt(jobs: Sequence[Job], workers: int) -> list[list[Job]]:
    """Deal the jobs to workers evenly by cost, groups undivided, the largest first."""
    groups: dict[str, list[Job]] = {}
    for number, job in enumerate(jobs):
        groups.setdefault(job.group or str(number), []).append(job)
    costs = {name: sum(job.cost for job in group) for name, group in groups.items()}
    count = max(1, min(workers, int(sum(costs.values()) / JOBS_A_WORKER)))
    loads, parts = [0.0] * count, [list[Job]() for _ in range(count)]
    for name in sorted(groups, key=lambda name: -costs[name]):
        least = loads.index(min(loads))
        parts[least] += groups[name]
        loads[least] += costs[name]
    return parts
