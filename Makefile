# Everything that one does with SmartHabit from a checkout. Each target does its own set-up.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SCRIPTS := .ci/javascript
BIOME := $(SCRIPTS)/node_modules/.bin/biome
# The lock is complete: pip resolves nothing, so that it asks nobody what has been published since.
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes
SCRIPT_TESTS := $(BIN)/node --test --test-timeout=60000 --test-force-exit --test-reporter=./tests/assets/summary.mjs
# uv brings authorities of its own; pip and npm ask the machine's, so it does, too.
LOCK := $(BIN)/uv pip compile -q --system-certs --universal --generate-hashes --no-header --no-annotate --upgrade
export PYTHONUNBUFFERED := 1
# DAY=2028-02-29T23:59 runs tests as if at that moment, in UTC (tests/moment.py).
ifneq ($(DAY),)
export HABIT_TEST_DAY := $(DAY)
endif

# A virtual environment is of no use when its interpreter is gone, or when it was made elsewhere
# and the folder was moved since: its commands name their place.
ifneq ($(wildcard $(VENV)),)
$(shell $(BIN)/python -c '' 2>/dev/null || rm -rf $(VENV))
$(shell made=$$(cat $(VENV)/venv.stamp 2>/dev/null); \
  [ -z "$$made" ] || [ -L $(VENV) ] || [ "$$made" = "$(CURDIR)" ] || rm -rf $(VENV))
endif

.DEFAULT_GOAL := help
.PHONY: help run dev test faults check fmt bench seed migrate e2e lock clean

help: ## List the targets
	@awk -F':.*## ' '/^[a-z0-9]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

run: $(VENV)/run.stamp ## Start the whole product at http://localhost:8000
	@exec $(BIN)/python -m habit_app serve

dev: $(VENV)/dev.stamp ## Start it with reload on every change
	@exec $(BIN)/python -m habit_app serve --reload

test: $(VENV)/dev.stamp ## Run every test, with its own PostgreSQL and Chromium
	@$(SCRIPT_TESTS) tests/assets/*.test.mjs
	@$(BIN)/python -m habit_app build
	@rm -f .coverage .coverage.* && mkdir -p .cache
	@$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report= $(ARGS)
	@$(BIN)/python -m coverage report --include='habit_app/domain/*' --fail-under=95 > .cache/coverage-domain.txt \
	  || { cat .cache/coverage-domain.txt; exit 1; }
	@$(BIN)/python -m coverage report --fail-under=90 > .cache/coverage-all.txt \
	  || { cat .cache/coverage-all.txt; exit 1; }
	@printf 'Coverage of domain/: %s, of everything: %s\n' \
	  "$$(awk 'END {print $$NF}' .cache/coverage-domain.txt)" "$$(awk 'END {print $$NF}' .cache/coverage-all.txt)"

faults: $(VENV)/dev.stamp ## Carry the image's steps out, kill servers under load (minutes)
	@$(BIN)/python -m habit_app build
	@$(BIN)/python -m pytest -m faults $(ARGS)

e2e: $(VENV)/dev.stamp ## Run only the tests in a real browser
	@$(BIN)/python -m habit_app build
	@$(BIN)/python -m pytest -m browser $(ARGS)

check: $(VENV)/dev.stamp $(BIOME) ## Lint, types, import contracts, house rules, known vulnerabilities
	@$(BIN)/ruff check -q .
	@$(BIN)/ruff format --check -q .
	@$(BIOME) check --colors=off --error-on-warnings --config-path=$(SCRIPTS) --log-level=warn assets tests/assets
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q tests/test_architecture.py tests/test_documents.py
	@sh .ci/audit "$(CURDIR)/$(BIN)"

fmt: $(VENV)/dev.stamp $(BIOME) ## Format and mend what can be mended
	@$(BIN)/ruff check --fix-only -q .
	@$(BIN)/ruff format .
	@$(BIOME) check --write --config-path=$(SCRIPTS) assets tests/assets

bench: $(VENV)/dev.stamp ## Measure against the floor
	@$(BIN)/python -m benchmarks.domain
	@$(BIN)/python -m benchmarks.api
	@$(BIN)/python -m benchmarks.pages
	@$(BIN)/python -m benchmarks.sign_in
	@$(BIN)/python -m benchmarks.neighbours
	@$(BIN)/python -m benchmarks.reset
	@$(BIN)/python -m benchmarks.notifications
	@$(BIN)/python -m benchmarks.simulate
	@$(BIN)/python -m benchmarks.ml --habits 10000 100000

seed: $(VENV)/run.stamp ## Make the demo account
	@$(BIN)/python -m habit_app migrate up
	@$(BIN)/python -m habit_app seed

migrate: $(VENV)/run.stamp ## Bring the database to this version
	@$(BIN)/python -m habit_app migrate up

lock: $(VENV)/dev.stamp ## Pin the newest allowed packages, with hashes
	@$(LOCK) pyproject.toml -o requirements.txt
	@$(LOCK) --group build -c requirements.txt -o requirements-build.txt
	@$(LOCK) --group dev -c requirements.txt -o requirements-dev.txt

clean: ## Remove what was made here, but not the data
	@rm -rf $(VENV) .web .states .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage*

$(VENV)/venv.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "SmartHabit needs Python 3.11 or newer: make run PYTHON=python3.12, for example."; exit 1; }
	@echo "Making a virtual environment ..."
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 \
	  || { rm -rf $(VENV); $(PYTHON) -m virtualenv -q $(VENV) 2>/dev/null; } \
	  || { rm -rf $(VENV); echo "This Python cannot make virtual environments." \
	       "On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "$(CURDIR)" > $@

$(VENV)/run.stamp: requirements.txt requirements-build.txt | $(VENV)/venv.stamp
	@echo "Installing packages (a minute, only when they have changed) ..."
	@$(PIP) -r requirements.txt -r requirements-build.txt
	@$(BIN)/python -m habit_app.serving.packages requirements.txt requirements-build.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	@echo "Installing packages for development ..."
	@$(PIP) -r requirements-dev.txt
	@$(BIN)/python -m habit_app.serving.packages requirements.txt requirements-build.txt requirements-dev.txt
	@touch $@

$(BIOME): $(SCRIPTS)/package-lock.json $(VENV)/run.stamp
	@echo "Installing what reads the JavaScript ..."
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --prefix $(SCRIPTS) --silent --no-audit --no-fund
	@touch $@
