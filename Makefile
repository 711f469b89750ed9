# Laurel. `make site` and `make test` are all that a fresh machine needs; see README.md.
PYTHON ?= python3
BIN := .venv/bin
# Empty where the environment is not there, or is another Python's than the system has by now.
STANDS := $(shell $(BIN)/python -c 'import click' 2>/dev/null && echo yes)

.PHONY: site test test-whole test-rest check lint types same-bytes serve bench clean lost

site: .venv/site.ok
	$(BIN)/python build.py

# Two halves beside each other: what takes browsers and builds of content/, and all the rest, which
# speaks in one piece at its end.
WHOLE := tests/host tests/properties/test_builds.py

test: .venv/test.ok
	@$(MAKE) --no-print-directory -j2 test-whole test-rest

test-whole: .venv/test.ok
	$(BIN)/python -m pytest $(WHOLE)

test-rest: .venv/test.ok
	@said=$$($(BIN)/python -m pytest $(WHOLE:%=--ignore %) 2>&1); code=$$?; \
	echo; echo "$$said"; exit $$code

check: lint types test same-bytes

lint: .venv/test.ok
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/test.ok
	$(BIN)/mypy

# The real content, strictly, twice: the same bytes.
same-bytes: .venv/site.ok
	$(BIN)/python build.py --strict --site-dir build/one
	$(BIN)/python build.py --strict --site-dir build/two
	diff -r build/one build/two

serve: .venv/site.ok
	$(BIN)/python build.py serve

# Against Hugo, on a quiet machine; docs/performance.md. `make bench BENCH="--quick --field"`.
bench: .venv/site.ok
	$(BIN)/python -m benchmarks.bench $(BENCH)

.venv/site.ok: pyproject.toml constraints.txt $(if $(STANDS),,lost)
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Laurel needs Python 3.11 or newer / 需要 Python 3.11 或更新的版本：make PYTHON=python3.12 site")'
	$(PYTHON) -m venv $(if $(STANDS),,--clear) .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	$(BIN)/python -m compileall -q generator  # where Python may not keep bytecode, a build takes 0.1 s more
	@touch $@

.venv/test.ok: .venv/site.ok tests/setup.sh tests/host/package.json
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	sh tests/setup.sh
	@touch $@

clean:
	rm -rf .venv site site-internal .site.* .site-internal.* build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
