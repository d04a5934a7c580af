# The only door: every target sets up what it needs, into .venv, from requirement files with hashes.
# `make run` alone starts crossfield; `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# The files are complete, so nothing is resolved (--no-deps): an older pip would ask for newer releases of what has extras.
HASHED := $(PIP) install --require-hashes --no-deps --only-binary :all:
SHARED ?= ../shared
# A worker of the tests needs one and a half gigabytes, a browser and Java: three are enough.
JOBS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$((n < 2 ? 2 : n > 3 ? 3 : n)))

# Spark runs where Java is; in CI it must run, so that a missing part is a failure.
SPARK := $(if $(CI)$(shell command -v java 2>/dev/null),yes)

.DEFAULT_GOAL := help
.PHONY: help setup run test check types style bench docs starter lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.test $(if $(SPARK),$(VENV)/.spark) ## create .venv with all that development needs

run: $(VENV)/.project ## set up and start crossfield in the browser
	$(BIN)/crossfield up $(ARGS)

test: $(VENV)/.test $(if $(SPARK),$(VENV)/.spark) ## set up and run the tests with coverage; ARGS="-k name" for some
	$(BIN)/python -m pytest $(if $(ARGS),$(ARGS),-n $(JOBS) --dist worksteal --cov --cov-report= --cov-fail-under=0)

# Coverage is reported from the last full test run, which is made here if there was none.
# The style budgets are src's own, but the ratio of test lines needs the tests, which stand beside src.
STYLE := $(SHARED)/tools/style_stats.py
# Types take as long as all the rest, so that both run at once; each says what it has to say when it is done.
check: $(VENV)/.test .coverage ## lint, types, floors, coverage, style budgets
	$(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync=target types style

types:
	$(BIN)/mypy

style:
	$(PIP) check
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/coverage report
	@if [ -f $(STYLE) ]; then \
	  ! { $(BIN)/python $(STYLE) src --check 2>&1 | grep '^budget broken' | grep -v 'test lines'; \
	      $(BIN)/python $(STYLE) . --check 2>&1 | grep '^budget broken' | grep 'test lines'; } | grep . ; \
	fi

.coverage:
	$(MAKE) test

bench: $(VENV)/.test ## run the benchmarks and write their table
	$(BIN)/python -m benchmarks $(ARGS)

docs: $(VENV)/.docs ## write the reference anew and build the documentation into build/docs
	$(BIN)/python tools/reference.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --site-dir build/docs

starter: $(VENV)/.test ## rebuild the starter lake from the dumps in ../shared/data
	$(BIN)/python tools/starter.py $(SHARED)/data

# --no-config: what lands in the files may depend on no machine's settings.
LOCK := $(BIN)/uv pip compile --no-config --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	--no-annotate --no-header --no-emit-index-url --no-emit-find-links --quiet pyproject.toml

# UPGRADE= keeps the versions that are there and adds what is new in pyproject.toml.
UPGRADE ?= --upgrade
lock: $(VENV)/.test ## write the requirement files anew with the newest versions allowed; UPGRADE= keeps those there
	$(LOCK) $(UPGRADE) --group build --group dev --extra web --extra postgres --extra boost --output-file requirements/test.txt
	$(LOCK) $(UPGRADE) --group build --constraint requirements/test.txt --extra web --output-file requirements/runtime.txt
	$(LOCK) $(UPGRADE) --group build --constraint requirements/test.txt --extra web --extra spark --output-file requirements/spark.txt
	$(LOCK) $(UPGRADE) --group build --constraint requirements/test.txt --extra web --group docs --output-file requirements/docs.txt

clean: ## remove what make made, .venv included
	rm -rf $(VENV) build dist .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: a second call finds them and does nothing. Each kind of need is one requirement file;
# the project itself comes last, without looking anything up (--no-deps, --no-index).
$(VENV)/.python:
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15) and "crossfield needs Python 3.11 to 3.14; give one with make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.runtime: requirements/runtime.txt | $(VENV)/.python
	$(HASHED) -r $<
	touch $@

$(VENV)/.project: pyproject.toml | $(VENV)/.runtime
	$(PIP) install --no-deps --no-index --no-build-isolation --editable .
	touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.project
	$(HASHED) -r $<
	touch $@

$(VENV)/.docs: requirements/docs.txt $(VENV)/.project
	$(HASHED) -r $<
	touch $@

# PySpark comes as source only; without build isolation it is built by the setuptools that test.txt pins.
$(VENV)/.spark: requirements/spark.txt $(VENV)/.test
	$(PIP) install --require-hashes --no-deps --no-build-isolation --use-pep517 -r $<
	touch $@
