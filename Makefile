# Everything that one does with SmartHabit from a checkout. Each target does its own set-up.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONUNBUFFERED := 1
export UV_LINK_MODE := copy

.DEFAULT_GOAL := help
.PHONY: help run dev test check fmt bench seed migrate e2e lock clean

help: ## List the targets
	@awk -F':.*## ' '/^[a-z0-9]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

run: $(VENV)/run.stamp ## Start the whole product at http://localhost:8000
	@exec $(BIN)/python -m habit_app serve

dev: $(VENV)/dev.stamp ## Start it with reload on every change
	@HABIT_DATA_DIR=$${HABIT_DATA_DIR:-data} $(BIN)/python -m habit_app migrate up
	@PATH="$(CURDIR)/$(BIN):$$PATH" REFLEX_USE_NPM=1 REFLEX_TELEMETRY_ENABLED=false \
	  REFLEX_CHECK_LATEST_VERSION=false $(BIN)/reflex run --env preview --backend-port 8000 --frontend-port 8000

test: $(VENV)/dev.stamp ## Run every test, with its own PostgreSQL and Chromium
	@$(BIN)/python -m habit_app build
	@$(BIN)/python -m pytest -n 2 --dist loadgroup --cov --cov-report= $(ARGS)
	@$(BIN)/python -m coverage combine -q
	@$(BIN)/python -m coverage report --include='habit_app/domain/*' --fail-under=95 | tail -n 1
	@$(BIN)/python -m coverage report --fail-under=90 | tail -n 1

e2e: $(VENV)/dev.stamp ## Run only the tests in a real browser
	@$(BIN)/python -m habit_app build
	@$(BIN)/python -m pytest -m browser tests/browser $(ARGS)

check: $(VENV)/dev.stamp ## Lint, types, import contracts, house rules, known vulnerabilities
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check -q .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@$(BIN)/python -m pytest -q -p no:cacheprovider tests/test_architecture.py
	@$(BIN)/pip-audit -q --require-hashes --disable-pip -r requirements.txt --timeout 20 \
	  || echo "pip-audit did not pass or could not reach its source: see above"

fmt: $(VENV)/dev.stamp ## Format and mend what can be mended
	@$(BIN)/ruff check --fix-only -q .
	@$(BIN)/ruff format .

bench: $(VENV)/dev.stamp ## Measure against the floor
	@$(BIN)/python -m benchmarks.api

seed: $(VENV)/run.stamp ## Make the demo account
	@$(BIN)/python -m habit_app seed

migrate: $(VENV)/run.stamp ## Bring the database to this version
	@$(BIN)/python -m habit_app migrate up

lock: $(VENV)/dev.stamp ## Pin the newest allowed packages, with hashes
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate --group build -o requirements-build.txt
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate --group dev -c requirements.txt -o requirements-dev.txt

clean: ## Remove what was made here (not the data)
	@rm -rf $(VENV) .web .states .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage*

$(VENV)/venv.stamp:
	@echo "Making a virtual environment ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; set PYTHON=python3.12 or the like."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@touch $@

$(VENV)/run.stamp: requirements.txt requirements-build.txt | $(VENV)/venv.stamp
	@echo "Installing packages ..."
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-build.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	@echo "Installing packages for development ..."
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
