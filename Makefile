# make demo | test | lint | bench | bench-archive | accuracy | mutation | fuzz. Needs only a python3 of 3.11 or later.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
DEMO ?= corpora/reports/r02-service-bureau.docx
PYTEST ?= $(BIN)/pytest -n auto

.PHONY: demo test lint bench bench-archive accuracy mutation fuzz
demo: $(VENV)/.runtime
	$(BIN)/perfeval verify --fail-on never $(DEMO)

test: $(VENV)/.dev
	$(PYTEST)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.bench
	$(BIN)/python benchmarks/bench.py $(BENCH)

# make bench-archive FILES=500: a smaller collection.
FILES ?= 5000
bench-archive: $(VENV)/.dev
	$(BIN)/python benchmarks/archive.py --files $(FILES) $(BENCH)

accuracy: $(VENV)/.runtime
	$(BIN)/perfeval evaluate --seeded 2000 --seed 1 --format markdown > accuracy.part
	mv accuracy.part docs/accuracy.md

mutation: $(VENV)/.mutation
	$(BIN)/python -m tests.mutation $(MODULES)

# make fuzz N=1000 SEED=7: broken files through readers and rules; none may end in an internal error.
N ?= 20000
SEED ?= 1
fuzz: $(VENV)/.dev
	$(BIN)/python benchmarks/fuzz.py -n $(N) --seed $(SEED)

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更新的版本：make PYTHON=/path/to/python3.11 …" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.runtime

$(VENV)/.bench: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,bench]'
	@touch $@ $(VENV)/.runtime $(VENV)/.dev

$(VENV)/.mutation: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,mutation]'
	@touch $@ $(VENV)/.runtime $(VENV)/.dev
