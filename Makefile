# Every target does the set-up that it needs: Python 3.11 or newer is all that must be there.
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	"$$p" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$p"; break; }; \
	done)

.PHONY: help install demo test lint bench clean

help:
	@echo "make demo      compile the first assignment, grade a class of 30, show where the pages are"
	@echo "make test      lint, types and the whole test suite"
	@echo "make install   .venv with the autograder command on it"
	@echo "make lint      ruff and mypy"
	@echo "make bench     speed beside Otter and nbgrader, as ratios"
	@echo "make clean     remove what is built; .venv stays"

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with the venv module is needed (Debian: apt-get install python3-venv)."; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) (PyTorch is large: a few minutes the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --editable '.[dev]' 2> $(VENV)/install.log \
		|| { cat $(VENV)/install.log; exit 1; }
	@touch $(STAMP)

demo: install
	@$(BIN)/autograder demo

# Four processes also on two cores: many tests wait for a limit, a browser or a database. Files go
# in their own order, as those with few tests, which would come last, are the long ones.
test: lint
	@$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder

lint: install
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy

bench: install
	@$(BIN)/python -m bench

clean:
	rm -rf build results .pytest_cache .mypy_cache .ruff_cache .hypothesis
