# The words of the README, and the same words for continuous integration.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
DATA   ?= ../shared/data
# Of make bench, see docs/benchmarks.md.
REFERENCE ?= ../shared/reference/perf
SITES  ?= 24
OWN    ?= 4 12
PAIRS  ?= 2
READY  := $(VENV)/.ready
# Byte code of the tests and the package is kept, whatever the environment says.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: report test test-all check real bench browser office lock clean

report: $(READY)  ## write a report for every site of the example project
	$(BIN)/workbench run data/example

test: $(READY)  ## run the quick tests, and one of each slow kind
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not (slow or browser) or smoke"

test-all: $(READY)  ## run every test; HYPOTHESIS_PROFILE=thorough tries ten times as many examples
	$(BIN)/python -m pytest -n auto --dist worksteal

check: $(READY)  ## format, lint, types, layers, what has no caller, generated documents
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	for folder in notebooks notebooks/*/; do \
	  $(BIN)/jupyter nbconvert --log-level=ERROR --to python --output-dir $(VENV)/recipes/$$(basename $$folder) \
	    $$folder/*.ipynb || exit 1; done
	$(BIN)/vulture workbench benchmarks $(VENV)/recipes  # which reads no notebooks
	$(BIN)/python -m workbench.project.reference --check docs/tables.md

real: $(READY)  ## turn public files into projects and write their reports
	$(BIN)/python benchmarks/real.py --data $(DATA)

# The reference template colours its tables with matplotlib, which the workbench does without.
bench: $(READY)  ## ratios of ways of writing the same reports, measured in turn; takes most of an hour
	-$(BIN)/uv pip install --quiet --python $(BIN)/python --target $(VENV)/bench --no-deps \
	  --require-hashes -r benchmarks/requirements.lock
	$(BIN)/python -m benchmarks --reference $(REFERENCE) --sites $(SITES) --own $(OWN) --pairs $(PAIRS)

browser:  ## Chromium for the tests that open a page (Debian and Ubuntu)
	command -v chromium || command -v google-chrome || (apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium)

office:  ## LibreOffice for the test that recomputes the budget (Debian and Ubuntu)
	command -v soffice || (apt-get update -qq && apt-get install -y -qq --no-install-recommends libreoffice-calc)

lock:  ## exact versions and hashes; without addresses
	uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) reports .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# uv installs and compiles byte code on all cores, in a quarter of pip's time. pip brings it, from the same
# lock and under the same hashes; --no-deps because the lock is complete by itself. Left out: jsonschema's
# checker of international addresses, which builds 35 parsers, a good second in every process that touches a
# notebook; jsonschema does without it quietly.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > $(VENV)/installer.lock
	sed '/^rfc3987-syntax==/,/[^\\]$$/d' requirements.lock > $(VENV)/install.lock
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r $(VENV)/installer.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes --compile-bytecode -r $(VENV)/install.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@
