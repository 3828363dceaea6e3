# Dateline's commands. `make` alone lists them. Each installs what it needs first, into .venv and nowhere else.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test train accuracy serve lock clean

# Containers often set this; Airflow and spaCy start two to three times slower without bytecode.
unexport PYTHONDONTWRITEBYTECODE

# Half of the tests wait for processes of their own: two at a time, each file by one, in the order of tests/conftest.py.
# PYTEST_FLAGS= runs them one by one.
PYTEST_FLAGS ?= --numprocesses 2 --dist loadfile --no-loadscope-reorder

BIN := .venv/bin
INSTALLED := .venv/.installed
GAZETTEER := plugins/dateline/data/gazetteer.bin

# A home holds one wire: the sample's, or the live feeds'. They are never mixed, so each has its own.
SAMPLE_HOME := $(or $(DATELINE_HOME),$(CURDIR)/var)
LIVE_HOME := $(or $(DATELINE_HOME),$(CURDIR)/var-live)

help:  ## list the commands
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|'

setup: $(INSTALLED) $(GAZETTEER)  ## install everything into .venv, from requirements.lock

$(INSTALLED): requirements.lock pyproject.toml scripts/setup.sh
	@scripts/setup.sh
	@touch $@

$(GAZETTEER): $(INSTALLED) $(addprefix plugins/dateline/, gazetteer.py gazetteer_build.py \
        data/countries.csv data/places.csv data/subdivisions.csv)
	@$(BIN)/python -m dateline.gazetteer build

run: setup  ## seven nights over the sample wire; FEEDS=config/feeds.toml: one night now over those feeds
ifeq ($(FEEDS),)
	@DATELINE_HOME="$(SAMPLE_HOME)" $(BIN)/python -m dateline.nights sample
else
	@DATELINE_HOME="$(LIVE_HOME)" $(BIN)/python -m dateline.nights live --feeds "$(FEEDS)"
endif

test: setup  ## lint, types, all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest $(PYTEST_FLAGS)

train: setup  ## fit the event classifier from training/*.jsonl, and write its card, docs/classifier.md
	@$(BIN)/python scripts/train.py && $(BIN)/python scripts/calibrate.py

accuracy: setup  ## measure the parser on the held-out stories, and write docs/accuracy.md
	@$(BIN)/python scripts/accuracy.py

serve: setup  ## Airflow's pages and scheduler on this machine, over config/feeds.toml (or FEEDS=); Ctrl-C ends it
	@DATELINE_HOME="$(LIVE_HOME)" DATELINE_FEEDS="$(or $(FEEDS),$(CURDIR)/config/feeds.toml)" scripts/serve.sh

lock: $(INSTALLED)  ## resolve the versions anew; UPGRADE=1 takes newer ones where pyproject.toml allows
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 $(if $(UPGRADE),--upgrade) \
	    --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.lock

clean:  ## remove what was built: .venv, caches, build/. Not the homes: var and var-live hold your events
	rm -rf .venv build .mypy_cache .pytest_cache .ruff_cache .hypothesis plugins/*.egg-info plugins/dateline/data/gazetteer.*
	find $(wildcard plugins tests samples scripts dags benchmarks) -name __pycache__ -type d -prune -exec rm -rf {} +
