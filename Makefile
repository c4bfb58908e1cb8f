# The commands of the project. Each first makes what it needs, once: a virtual environment in .venv and npm's
# modules in node_modules. Both are made again when their lock files change. Needed: Python 3.13, Node.js 20.9+.

ARGS   ?=
python := .venv/bin/python

.DEFAULT_GOAL := help
.SUFFIXES:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
# If a machine forbids Python to keep compiled modules, every process would compile them again.
unexport PYTHONHOME PYTHONPATH PYTHONDONTWRITEBYTECODE

.PHONY: faults gate help run test check policies bench load pictures mutate package messages lock clean

help: ## this list
	@echo "The Virtual Café. Options go into ARGS, as in: make run ARGS=--exit"
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run: .venv/.made node_modules/.made ## a month of the café on this machine; then the site and its mail stay up
	@$(python) -m local.month.run $(ARGS)

# ARGS stands for a part of the tests (a path, -k …); coverage is judged on the whole only.
test: .venv/.made node_modules/.made ## all tests with coverage; or those named in ARGS
	@$(python) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(if $(ARGS),$(ARGS),--cov)

check: .venv/.made .venv-policies/.made ## format, lint, types, structure, infrastructure, secrets
	@$(python) -m ruff format --check .
	@$(python) -m ruff check .
	@$(python) -m mypy
	@.venv/bin/actionlint -shellcheck .venv/bin/shellcheck
	@.venv/bin/shellcheck .ci/run scripts/*.sh
	@$(python) scripts/find_secrets.py
	@$(python) scripts/policies.py .venv-policies/bin/checkov
	@$(python) -m pytest -q --no-header tests/architecture

policies: .venv/.made .venv-policies/.made ## the infrastructure against checkov's policies
	@$(python) scripts/policies.py .venv-policies/bin/checkov

bench: .venv/.made node_modules/.made ## the budgets, measured
	@$(python) -m local.measures.bench $(ARGS)

gate: .venv/.made ## how often the gate judges a text rightly: recall and precision by kind
	@$(python) -m local.measures.gate $(ARGS)

faults: .venv/.made node_modules/.made ## the app killed at every call; what is lost or done twice
	@$(python) -m tests.faults $(ARGS)

load: .venv/.made node_modules/.made ## thousands of sign-ups while the host is killed twice (hours; ARGS='--count 1500': minutes)
	@$(python) -m local.measures.load $(ARGS)

pictures: .venv/.made node_modules/.made ## the README's two pictures, taken anew (needs Chromium)
	@$(python) -m local.month.pictures

mutate: .venv/.made node_modules/.made ## small faults in the code; which of them the tests miss (ARGS='--count 20 --seed 1')
	@$(python) -m local.measures.mutation $(ARGS)

package: .venv/.made node_modules/.made ## the zip that is deployed, in dist/; the month played on it with ARGS=--prove
	@$(python) -m local.package $(ARGS)

messages: .venv/.made ## every sentence into each catalogue of shared/language; a new one with ARGS=cy
	@$(python) -m local.catalogues $(ARGS)

# Universal, so that one lock serves Azure, Linux and macOS; without the address of any package index.
compile = $(python) -m uv pip compile --quiet --universal --python-version 3.13 \
	--no-emit-index-url --custom-compile-command "make lock" $(ARGS)

lock: .venv/.made ## lock files from pyproject.toml and package.json; newest versions with ARGS=--upgrade
	@$(compile) pyproject.toml --output-file requirements.txt
	@$(compile) pyproject.toml --group dev --constraints requirements.txt --output-file requirements-dev.txt
	@$(compile) --group policies --output-file requirements-policies.txt
	@npm install --package-lock-only --ignore-scripts --loglevel=error >/dev/null

clean: ## remove all that make has made
	@rm -rf .venv .venv-policies node_modules dist .cafe .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .coverage.* htmlcov
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- set-up -------------------------------------------------------------------------------------------------

# This asks each candidate for its version, because a version manager's python3.13 can be on the PATH and fail.
# ensurepip is missing if a distribution packs venv separately. It takes the base, because .venv may be active.
find_python = for candidate in python3.13 \
		"$$HOME"/.pyenv/versions/3.13*/bin/python \
		"$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/3.13*/bin/python \
		python3 \
		"$$(uv python find --system 3.13 2>/dev/null)"; do \
	"$$candidate" -I -c 'import ensurepip, sys, venv; \
		sys.version_info[:2] == (3, 13) or sys.exit(1); print(sys._base_executable)' 2>/dev/null && break; \
	done

# A machine's own settings may put packages elsewhere, or make pip print. Nothing is compiled beforehand: most of
# msgraph-sdk's 16,000 modules are never imported, and Python compiles a module at its first import.
.venv/.made: requirements-dev.txt
	@found=$$($(find_python)); \
	if [ -z "$$found" ]; then \
		echo "Python 3.13 with venv is needed: install it from python.org, with pyenv or from your system." >&2; \
		exit 1; \
	fi; \
	echo "Installing the Python packages into .venv (once) …"; \
	rm -rf .venv && "$$found" -I -m venv .venv
	@unset PIP_TARGET PIP_PREFIX; PIP_USER=0 PIP_VERBOSE=0 $(python) -m pip install -qq --require-virtualenv \
		--disable-pip-version-check --no-input --no-compile --requirement requirements-dev.txt
	@touch $@

# checkov fixes the versions of a hundred packages, and we use some of them too. So it has its own environment.
.venv-policies/.made: requirements-policies.txt | .venv/.made
	@echo "Installing checkov into .venv-policies (once) …"
	@rm -rf .venv-policies && $(python) -m venv .venv-policies
	@unset PIP_TARGET PIP_PREFIX; PIP_USER=0 PIP_VERBOSE=0 .venv-policies/bin/python -m pip install -qq --require-virtualenv \
		--disable-pip-version-check --no-input --no-compile --requirement requirements-policies.txt
	@touch $@

node_modules/.made: package.json package-lock.json
	@major=$$(node --version 2>/dev/null | sed -n 's/^v\([0-9]*\)\..*/\1/p'); \
	if [ "$${major:-0}" -lt 20 ] || ! npm --version >/dev/null 2>&1; then \
		echo "Node.js 20.9 or newer with npm is needed: install it from nodejs.org or your system's packages." >&2; \
		exit 1; \
	fi
	@echo "Installing the npm modules into node_modules (once) …"
	@npm ci --include=dev --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@
