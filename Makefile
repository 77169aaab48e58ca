# Nijimaku. `make run` and `make test` do all the set-up they need; `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SAMPLE ?= samples/bakery-01/source.en.vtt
OUT ?= out
SITE ?= site

.DEFAULT_GOAL := help
.PHONY: help run test check bench players site docs regold clean

help: ## what each target does
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.run: setup.cfg pyproject.toml models/nijimaku-en-ja/setup.cfg models/nijimaku-en-ja/SHA256SUMS
	@bash .ci/install venv "$(PYTHON)" "$(VENV)"
	$(BIN)/python -m pip install -qq --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install -qq --disable-pip-version-check -e . -e ./models/nijimaku-en-ja
	@touch $@

$(VENV)/.test: $(VENV)/.run
	@bash .ci/install browser
	$(BIN)/python -m pip install -qq --disable-pip-version-check -e '.[dev]'
	@touch $@

run: $(VENV)/.run ## set up, run the main job on a sample, say where to look (SAMPLE=… OUT=…)
	$(BIN)/nijimaku run $(SAMPLE) --out $(OUT)

test: $(VENV)/.test ## set up, then every test, browser tests included
	$(BIN)/python -m pytest

check: $(VENV)/.test ## ruff and mypy --strict
	$(BIN)/ruff check pipeline tests benchmarks
	$(BIN)/mypy

bench: $(VENV)/.test ## the benchmarks that need no argument
	$(BIN)/python benchmarks/bench_translate.py

site: $(VENV)/.run ## the viewing pages of the samples; made once, then only what changed (OUT=… SITE=…)
	$(BIN)/nijimaku batch samples/bakery-01/source.en.vtt samples/compiler-02/source.en.vtt --out $(OUT)
	$(BIN)/nijimaku site build $(OUT)/bakery-01 $(OUT)/compiler-02 --out $(SITE)

players: $(VENV)/.test ## what other programs make of every format: print the matrix, put it into docs/formats.md
	$(BIN)/python -m tests.players.matrix --write

docs: $(VENV)/.run ## remake docs/config.md from the code
	$(BIN)/nijimaku config --markdown > docs/config.md

regold: $(VENV)/.test ## remake the golden samples, RECORD=1 asks the model again; review the diff
	$(BIN)/python -m tests.golden.regold $(if $(RECORD),--record)

clean: ## remove the environment and what runs wrote
	rm -rf $(VENV) $(OUT) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
