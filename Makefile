# A fresh machine needs git, make and Python 3.11 or newer; everything else goes into .venv.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
# the tests start a thousand programs, and compiling their modules anew each time takes as long as running them
export PYTHONDONTWRITEBYTECODE :=

.PHONY: setup demo test test-fast test-n8n docs golden bench clean

setup: .venv/ready

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer is needed; install it or run make PYTHON=/path/to/python'; exit 1; }
	$(PYTHON) -m venv .venv

.venv/ready: setup.cfg pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --editable '.[test]'
	touch $@

$(BIN)/pre-commit: | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'pre-commit>=4'

demo: $(BIN)/pre-commit  ## run the hooks over examples/broken and examples/workspace; needs pre-commit alone
	@$(BIN)/python examples/demo.py

test: setup  ## our own hooks, ruff, mypy and zizmor on the whole repository, then all tests with coverage
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pre-commit run --all-files
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal --cov --cov-report=term:skip-covered --cov-fail-under=98

test-fast: setup  ## the tests that take no time, for after each edit
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal --quiet -m 'not slow'

test-n8n: setup  ## the tests in a real n8n, make test-n8n N8N_BIN=/path/to/n8n; takes some minutes
	@test -n "$(N8N_BIN)" || { echo 'set N8N_BIN to an n8n; tests/n8n/README.md explains how to install one'; exit 1; }
	N8N_BIN="$(N8N_BIN)" $(BIN)/python -m pytest --quiet -ra tests/n8n

docs: setup  ## write the documentation of the rules anew
	$(BIN)/python docs/generate.py

golden: setup  ## write the expected outputs of the tests anew
	UPDATE_GOLDEN=1 $(BIN)/python -m pytest --quiet tests/golden_test.py tests/extraction/nodes_test.py

bench: setup  ## measure whole commands against json.load and Python's start; takes some minutes
	$(BIN)/python benchmarks/speed.py

clean:
	rm -rf .venv
