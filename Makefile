# Two commands: `make demo` shows corrente at work, `make test` proves it. Both need only Python 3.11+ and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
WITH ?= dev

.PHONY: demo test lint clean help
.DEFAULT_GOAL := help

help:
	@echo "make demo   the sample company: simulated, answered, shown on 127.0.0.1"
	@echo "make test   lint, types, layers and all tests that this machine can run"

demo: $(VENV)/.installed
	$(BIN)/corrente demo $(DEMO)

test: lint
	$(BIN)/pytest -n 2 --no-loadscope-reorder -rs

lint: $(VENV)/.installed-$(WITH)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

clean:
	rm -rf $(VENV) corrente-demo

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "corrente needs Python 3.11 or newer: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	touch $@

$(VENV)/.installed: $(VENV)/.created pyproject.toml
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/.installed-$(WITH): $(VENV)/.installed
	$(BIN)/pip install --quiet $(foreach group,$(subst +, ,$(WITH)),--group $(group))
	touch $@
