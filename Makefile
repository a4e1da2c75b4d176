# Everything a stranger or a developer runs. `make help` lists it.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help demo test fmt check golden bench docs languages gallery assets lock clean

help: ## list what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("runreport needs Python 3.11 or newer; set PYTHON=..." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: requirements/demo.txt pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements/demo.txt
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.demo
	$(PIP) install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(VENV)/.demo ## build site/ from sample_runs/ and say how to open it
	$(BIN)/runreport build --config sample_runs/runreport.toml --output site
	@echo "Open $(CURDIR)/site/index.html, or serve it: $(BIN)/runreport serve site"

test: $(VENV)/.dev ## everything: style, types, layers, tests, browser
	$(MAKE) --no-print-directory check
	.ci/chromium || test -z "$$CI"
	.ci/postgresql || test -z "$$CI"
	.ci/mariadb || test -z "$$CI"
	$(BIN)/pytest -n 2

fmt: $(VENV)/.dev ## format the code
	$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

check: $(VENV)/.dev ## style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

golden: $(VENV)/.dev ## write the golden pages again, to be read in the diff
	RUNREPORT_GOLDEN=write $(BIN)/pytest tests/golden -q

bench: $(VENV)/.dev ## measure against peers, which get an environment of their own
	benchmarks/run

docs: $(VENV)/.dev ## write the generated parts of docs/ again
	$(BIN)/python docs/generate.py

languages: $(VENV)/.dev ## bring the translations up to the code
	$(BIN)/python docs/catalogs.py

gallery: demo $(VENV)/.dev ## draw the gallery of pages in docs/ again
	$(BIN)/python docs/gallery.py

assets: ## bundle the browser files again (needs Node)
	npm ci --ignore-scripts --no-audit --no-fund
	npm run --silent assets

lock: $(BIN)/python ## resolve the environments again
	$(PIP) install --quiet pip-tools
	requirements/lock $(BIN)/pip-compile

clean: ## remove what was made
	rm -rf $(VENV) .venv-bench .venv-plain site build dist node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis
