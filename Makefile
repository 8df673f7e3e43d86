# `make` lists what there is to do. Everything runs in .venv, which the first target that needs it makes.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# The hundreds of processes that tests start load compiled modules.
unexport PYTHONDONTWRITEBYTECODE
RUN_STAMP := $(VENV)/.runs

.DEFAULT_GOAL := help
.PHONY: help demo test evidence check screenshots bench docs clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# With uv an environment takes a second; without it venv and pip make the same one.
UV := $(shell command -v uv)
MAKE_VENV := $(if $(UV),uv venv --quiet --allow-existing --python $(PYTHON) $(VENV),$(PYTHON) -m venv $(VENV))
INSTALL := $(if $(UV),uv pip install --quiet --python $(BIN)/python,$(BIN)/python -m pip install --quiet --disable-pip-version-check)

$(STAMP): pyproject.toml requirements.lock
	@echo "Installing what the tests and checks need into $(VENV), once; this takes a minute or two."
	@$(MAKE_VENV)
	@$(INSTALL) -r requirements.lock
	@$(INSTALL) --no-deps --editable .
	@touch $@ $(RUN_STAMP)

$(RUN_STAMP): pyproject.toml requirements.run.lock
	@echo "Installing what mercat needs to run into $(VENV), once; this takes some twenty seconds."
	@$(MAKE_VENV)
	@$(INSTALL) -r requirements.run.lock
	@$(INSTALL) --no-deps --editable .
	@touch $@

demo: $(RUN_STAMP) ## run a throw-away server with sample data
	@echo "To call mercat yourself, in another shell: source $(VENV)/bin/activate"
	@$(BIN)/mercat demo

test: $(STAMP) ## run the tests, on SQLite and (where it listens) PostgreSQL
	@rm -f .evidence
	MERCAT_EVIDENCE=$(CURDIR)/.evidence $(BIN)/python -m pytest -n 2
	cd tests && $(CURDIR)/$(BIN)/python -m support.evidence $(CURDIR)/.evidence --check

evidence: $(STAMP) ## write down what the last `make test` showed of each operation, then the documents
	cd tests && $(CURDIR)/$(BIN)/python -m support.evidence $(CURDIR)/.evidence
	$(BIN)/python -m mercat.app.catalogue.documents docs

check: $(STAMP) ## what must be true of the source: format, lint, types, layers, generated files
	$(BIN)/ruff format --check src tests bench examples
	$(BIN)/ruff check src tests bench examples
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m mercat.app.catalogue.documents docs --check

docs: $(STAMP) ## write the generated documents: operations, coverage, OpenAPI
	$(BIN)/python -m mercat.app.catalogue.documents docs

screenshots: $(STAMP) ## photograph every page of the console, in screenshots/; the README's are in docs/screenshots/
	cd tests && $(CURDIR)/$(BIN)/python -m support.screenshots $(CURDIR)

bench: $(STAMP) ## print the table of measurements
	$(BIN)/python -m bench

clean: ## remove what the other targets made
	rm -rf $(VENV) screenshots .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
