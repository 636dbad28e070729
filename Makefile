# make demo: compile an annual report and ask it three questions.  make test: every check.
# Both make their own environment in .venv first. The README gives the same lines without make.

SHELL := /bin/sh
VENV := .venv
RUN := $(VENV)/bin/python

# The first Python >= 3.11 that can make an environment; make PYTHON=/path/to/python3 chooses another.
PYTHON ?= $(shell for one in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$one" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { echo "$$one"; break; }; done)

.PHONY: demo test check format readme clean

demo: $(VENV)/installed
	$(VENV)/bin/stc compile examples/annual_report.md -o $(VENV)/annual_report.stc.json
	@echo
	$(VENV)/bin/stc ask $(VENV)/annual_report.stc.json "What was total revenue in 2024?"
	@echo
	$(VENV)/bin/stc ask $(VENV)/annual_report.stc.json "What was the percentage change in total revenue from 2023 to 2024?"
	@echo
	$(VENV)/bin/stc ask $(VENV)/annual_report.stc.json "What was the average of operating expenses in 2023 and 2024?"

test: $(VENV)/installed-test check

check:
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	$(RUN) -m pytest -q

format: $(VENV)/installed-test
	$(RUN) -m ruff format .
	$(RUN) -m ruff check --fix .

readme: $(VENV)/installed-test
	UPDATE_README=1 $(RUN) -m pytest -q tests/test_readme.py

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "error: no Python >= 3.11 with venv was found" >&2; \
		echo "hint: install one (on Debian: python3 and python3-venv), or: make PYTHON=/path/to/python3" >&2; exit 2; }
	$(PYTHON) -m venv --clear $(VENV)

$(VENV)/installed: pyproject.toml | $(VENV)/bin/python
	$(RUN) -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/installed-test: pyproject.toml | $(VENV)/bin/python
	$(RUN) -m pip install --quiet --disable-pip-version-check -e ".[test]"
	@touch $@ $(VENV)/installed
