# The commands of the project; `make` alone lists them. What a command needs is installed once:
# the stamps in .state/ remember what was done, and with which lock files.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory --no-builtin-rules

PORT ?= 8000
HOST ?= 127.0.0.1
DATA ?= data
T ?=
PYTHON ?= python3

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
IN_TESTS := DJANGO_SETTINGS_MODULE=kartoteka.config.settings.test
# Values that protect nothing, for the checks that want production settings to load.
IN_PRODUCTION := DJANGO_SETTINGS_MODULE=kartoteka.config.settings.production KARTOTEKA_DATA=.state/check-data \
  KARTOTEKA_SECRET_KEY=this-key-is-for-the-deploy-check-only-and-protects-nothing-0123456789 \
  KARTOTEKA_IDENTITY_SECRET=this-secret-is-for-the-deploy-check-only \
  KARTOTEKA_HOSTS=portal.example KARTOTEKA_SMTP_HOST=mail.example KARTOTEKA_MAIL_FROM=no-reply@portal.example \
  KARTOTEKA_SUPPORT_MAILBOX=support@portal.example \
  KARTOTEKA_SMS=smpp KARTOTEKA_SMPP_HOST=sms.example KARTOTEKA_SMS_FROM=PORTAL

.PHONY: help
help:
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

##@ Use
.PHONY: run
run: .state/installed node_modules/.package-lock.json ## start the Portal with its demo region: make run PORT=8000 DATA=data
	@exec env DJANGO_SETTINGS_MODULE=kartoteka.config.settings.dev KARTOTEKA_DATA="$(DATA)" \
	  KARTOTEKA_PUBLIC_ORIGIN="http://$(HOST):$(PORT)" $(BIN)/kartoteka run --host "$(HOST)" --port "$(PORT)"

.PHONY: install
install: .state/installed node_modules/.package-lock.json ## make everything that a start needs, and start nothing

##@ Check
.PHONY: test
test: .state/installed-dev node_modules/.package-lock.json browser ## run the tests, or a part of them: make test T=tests/unit
	@exec $(BIN)/pytest -n 2 $(T)

.PHONY: check
check: static test ## everything that CI runs, in the same order, cheap first

.PHONY: static
static: lint imports types migrations deployment ## the part of it that runs no tests

.PHONY: lint
lint: .state/installed-dev ## style
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .

.PHONY: imports
imports: .state/installed-dev ## directions of imports
	@$(BIN)/lint-imports

.PHONY: types
types: .state/installed-dev ## types
	@$(BIN)/mypy

.PHONY: migrations
migrations: .state/installed-dev ## no change of a model is left without its migration
	@$(IN_TESTS) $(BIN)/kartoteka makemigrations --check --dry-run

.PHONY: deployment
deployment: .state/installed-dev ## production settings hold what Django asks of them
	@$(IN_PRODUCTION) $(BIN)/kartoteka check --deploy --fail-level WARNING

##@ Write
.PHONY: fix
fix: .state/installed-dev ## mend the style where it can be mended
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

.PHONY: traceability
traceability: .state/installed-dev ## write the table of requirements and the tests that prove them
	@$(BIN)/python scripts/traceability.py

LOCK := $(BIN)/pip-compile --quiet --strip-extras --generate-hashes \
  --no-emit-find-links --no-emit-index-url --no-emit-options

.PHONY: lock
lock: .state/installed-dev ## write the lock files again, after a change of the dependencies
	@$(LOCK) --extra=build --output-file=requirements/run.txt pyproject.toml
	@$(LOCK) --allow-unsafe --extra=build --extra=dev --output-file=requirements/dev.txt pyproject.toml

.PHONY: clean
clean: ## remove what was installed and made here, but no data
	rm -rf .venv node_modules .state htmlcov test-results .coverage* .mypy_cache .ruff_cache .pytest_cache \
	  .hypothesis .import_linter_cache

# --- what the commands stand on -----------------------------------------------------------------------------

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo 'Python 3.11 or newer is needed. Install it, or name it: make $(or $(MAKECMDGOALS),run) PYTHON=python3.11' >&2; \
	  exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
	  echo 'The virtual environment was not made. On Debian: apt-get install python3-venv' >&2; exit 1; }

.state/packages: requirements/run.txt .venv/pyvenv.cfg
	@echo 'Installing the Python packages...'
	@$(PIP) install --require-hashes --requirement requirements/run.txt
	@mkdir -p .state && touch $@

# Holds all of the other file, so whoever has this one needs not install that.
.state/packages-dev: requirements/dev.txt .venv/pyvenv.cfg
	@echo 'Installing the Python packages for development...'
	@$(PIP) install --require-hashes --requirement requirements/dev.txt
	@mkdir -p .state && touch .state/packages $@

.state/installed: pyproject.toml .state/packages
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.state/installed-dev: .state/packages-dev .state/installed
	@touch $@

# Written by npm itself, so it goes when the folder goes.
node_modules/.package-lock.json: package.json package-lock.json
	@command -v npm >/dev/null || { \
	  echo 'npm is needed for the font of the pages. Install Node.js; on Debian: apt-get install npm' >&2; exit 1; }
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

.PHONY: browser
browser:
	@scripts/install-browser.sh
