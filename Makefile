# The two commands: `make` builds everything, `make test` tests everything. Both set up .venv first.
# Nothing but Python 3.11 or newer, make and git need be there; after the installs no network is used.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Bytes that do not depend on when a build ran: engines that write a date take it from here.
ifndef SOURCE_DATE_EPOCH
SOURCE_DATE_EPOCH := $(shell $(PYTHON) tools/source_date.py)
endif
export SOURCE_DATE_EPOCH
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Material announces its end of life at each build; see ARCHITECTURE.md.
export NO_MKDOCS_2_WARNING := 1

# The redlines that are built: pairs of editions or versions, old:new. Without any, twotrack chooses.
REDLINES ?=

# How many processes run tests, and further arguments of pytest: `make test PYTEST="-k redline"`.
WORKERS ?= auto
PYTEST ?=

.DEFAULT_GOAL := all
.PHONY: reference manual all site drafts redlines test test-tool mutation kills accept vectors conformance synapse check format serve dist lock clean distclean help
.DELETE_ON_ERROR:

# A stamp a lock file: the environment is brought up to date when the lock or the project's metadata changes.
RUN := $(VENV)/.stamp-run
DEV := $(VENV)/.stamp-dev

$(RUN): requirements.lock pyproject.toml
	$(call install,requirements.lock)

$(DEV): requirements-dev.lock pyproject.toml
	$(call install,requirements-dev.lock)

# idnits and aasvg, if Node is installed; commands that need them report if they are missing.
NODE := $(if $(shell command -v npm),node_modules/.stamp)
node_modules/.stamp: package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

define install
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: set PYTHON=…" >&2; exit 1; }
@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
$(BIN)/python -m pip install --quiet --require-hashes -r $(1)
$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index -e .
@touch $@
endef

all: $(RUN) $(NODE) ## check, then build site/, build/drafts/ and build/redlines/, and the example; unchanged, nothing is done
	$(BIN)/twotrack build $(addprefix --redline ,$(REDLINES))
	$(BIN)/twotrack build --root examples/activitypub

site: drafts ## the website, in site/, with the drafts; a build that fails leaves the last one as it was
	$(BIN)/mkdocs build --strict

drafts: $(RUN) ## the Internet-Drafts, in build/drafts/
	$(BIN)/twotrack draft

redlines: $(RUN) ## what changed between editions, in build/redlines/
	$(BIN)/twotrack redlines --out build/redlines $(REDLINES)

serve: $(RUN) ## the website on localhost, rebuilt when a file is saved
	$(BIN)/twotrack serve

test: $(DEV) $(NODE) ## all tests, on all cores
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(PYTEST)

test-tool: $(DEV) $(NODE) ## the tests of the tool, without those of the text of this tree
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not matrix" $(PYTEST)

# Not part of CI: a module takes minutes. Central modules are source/cut.py, commonmark/segments.py,
# redline/align/*.py, output.py and config/lineage.py.
MODULE := twotrack/source/cut.py
TESTS := tests/tool/source
mutation: $(DEV) ## list changes of MODULE that TESTS do not notice, with mutmut; needs the network once
	$(BIN)/python tools/mutation.py $(MODULE) $(TESTS)

kills: $(DEV) ## kill 100 commands at random moments and check their outputs; takes about ten minutes
	$(BIN)/python tools/kills.py $(KILLS)

accept: $(DEV) ## write what the case files and expected pages should have, to be read in the diff
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not matrix" --accept -q $(PYTEST) || git diff --stat -- tests

vectors: $(DEV) ## write the conformance vectors from the reference implementation and the cases
	$(BIN)/python -m conformance.export
	$(BIN)/python -m tests.matrix.protocol.relation_evidence

# The runner's table for the reference implementation, and for Synapse if `make synapse` has installed it.
CONFORM := $(BIN)/python conformance/runner.py --json conformance/results
SYNAPSE := build/synapse
conformance: $(DEV) ## run the vectors against the reference implementation and, if it is installed, Synapse
	$(CONFORM)/reference.json -- $(BIN)/python -m conformance.adapters.reference_adapter
	$(if $(wildcard $(SYNAPSE)/bin/python),$(CONFORM)/synapse.json -- $(SYNAPSE)/bin/python conformance/adapters/synapse_adapter.py,@echo "Synapse is not installed: make synapse")
	$(BIN)/python -m conformance.site_parts

synapse: ## install Synapse for `make conformance`, in an environment of its own; needs the network
	$(PYTHON) -m venv $(SYNAPSE)
	$(SYNAPSE)/bin/python -m pip install --quiet -r conformance/adapters/synapse-requirements.txt

check: $(DEV) ## lint, format, types, layers, workflows
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/zizmor --offline --quiet --min-severity medium .github action.yml

format: $(DEV) ## write the code the way `make check` wants it
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

# The one target that needs uv and the network. The result has hashes for every platform and no URLs.
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-annotate --quiet --custom-compile-command "make lock"
lock: ## write the lock files anew (LOCKFLAGS=--upgrade for newer versions)
	$(LOCK) $(LOCKFLAGS) --group build --output-file requirements.lock
	$(LOCK) $(LOCKFLAGS) --group dev --constraints requirements.lock --output-file requirements-dev.lock

reference: $(DEV) ## write the generated pages of the manual, and DIAGNOSTICS.md
	$(BIN)/python tools/reference_pages.py
	$(BIN)/twotrack codes > DIAGNOSTICS.md

rfcs: $(DEV) ## fetch the RFC Editor's index and write the package's table of RFCs
	mkdir -p build
	curl --fail --silent --show-error --location --output build/rfc-index.xml https://www.rfc-editor.org/rfc-index.xml
	$(BIN)/python tools/rfc_table.py build/rfc-index.xml

manual: $(RUN) ## the manual, in docs/site/
	$(BIN)/twotrack build --root docs

dist: $(DEV) ## wheel and sdist, in dist/
	$(BIN)/python tools/distribution.py

clean: ## remove what is built
	rm -rf site build dist examples/*/site examples/*/build docs/site docs/build .twotrack-???????????????? build/.twotrack-???????????????? .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis

distclean: clean ## and the environment
	rm -rf $(VENV) node_modules

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
