.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 5000
export PORT
VENV := .venv
BIN := $(VENV)/bin

help: ## say what each target does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/run.stamp ## start the program on this machine and print the sign-in link
	@exec $(BIN)/python -m organizer.web.local

test: $(VENV)/dev.stamp ## run the tests; what needs Chromium or PostgreSQL runs where they are found
	@$(BIN)/python -m pytest -n auto --dist worksteal

check: $(VENV)/dev.stamp ## the gate: format, lint, types, import contracts, tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(MAKE) --no-print-directory test

tidy: $(VENV)/dev.stamp ## format the code and mend what the linter can mend itself
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

screenshots: $(VENV)/dev.stamp ## take the pictures of the README from the running program
	@$(BIN)/python -m tests.browser.screenshots

bench: $(VENV)/dev.stamp ## measure, beside floors measured in the same run, and print ratios
	@$(BIN)/python -m bench

soak: $(VENV)/dev.stamp ## the long versions of the tests
	@SOAK=1 $(BIN)/python -m pytest

texts: $(VENV)/dev.stamp ## collect the sentences to translate into the catalogues
	@$(BIN)/pybabel -q extract -F babel.cfg -k N_ -k _l --no-location --sort-output -o organizer/web/translations/messages.pot .
	@$(BIN)/pybabel -q update -N --no-wrap -i organizer/web/translations/messages.pot -d organizer/web/translations
	@rm organizer/web/translations/messages.pot

clean: ## remove the environment and caches; keeps instance/
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(VENV)/run.stamp: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name it with: make PYTHON=python3.12 run" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.PHONY: help run test check tidy screenshots bench soak texts clean
