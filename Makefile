# Two commands do everything a newcomer needs: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# Installs in a third of pip's time; where it does not reach an index that pip knows, pip does it.
UV := $(BIN)/uv --quiet
APP := build/web
PORT ?= 8550
# Browsers, servers and hostile lines wait more than they work: four fill two cores.
# Which of them gets what: tests/distribution.py.
AT_ONCE := -n 4 --dist loadscope --no-loadscope-reorder

# Tests start Python hundreds of times: what was compiled once is kept, also where the machine says not to.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check app bench torture lock setup browser proxy clean

# Start the endpoint with a demo district, and serve the phone app.
run: setup
	$(BIN)/python -m webapp --fast --out $(APP)
	$(BIN)/inspect-app demo --port $(PORT) --app $(APP)

# Everything: style, units, the real endpoint, the built app in a real browser.
test: check browser proxy
	$(BIN)/python -m webapp --fast --out build/web-test
	$(BIN)/python -m pytest $(AT_ONCE)

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/inspect-app forms check

# Build the phone app into build/web (offline, installable, pre-compressed).
app: setup
	$(BIN)/python -m webapp --out $(APP)

# Print every figure of benchmarks/ as one JSON line each.
bench: setup browser app
	for name in $$($(BIN)/python -m benchmarks); do $(BIN)/python -m benchmarks $$name || exit 1; done

# Kill, cut and flood in full: every trial of tests/torture, or one of them (TRIAL=name).
# In portions, or once more as it was: make torture TRIAL=app_killed TRIALS=250 SEED=1
torture: setup browser
	$(BIN)/python -m webapp --fast --out build/web-test
	$(BIN)/python -m tests.torture $(TRIAL) $(if $(TRIALS),--trials $(TRIALS)) $(if $(SEED),--seed $(SEED))

# Find a Chromium for the tests, or install one.
browser: setup
	$(BIN)/python -m tests.browser.install

# Find an nginx for the tests of deploy/, or install one.
proxy: setup
	$(BIN)/python -m tests.backends.nginx

setup: $(STAMP)

$(STAMP): requirements/dev.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	sed -n '/^uv==/,/[^\\]$$/p' requirements/dev.txt > $(VENV)/uv.txt
	$(PIP) install --require-hashes -r $(VENV)/uv.txt
	$(UV) pip install --python $(BIN)/python --compile-bytecode --require-hashes -r requirements/dev.txt \
		|| $(PIP) install --require-hashes -r requirements/dev.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	touch $@

# Resolve the dependencies again; versions and hashes only, no index address.
# What is pinned stays, unless it is asked for: make lock UPGRADE=--upgrade
lock: setup
	$(BIN)/uv pip compile pyproject.toml --extra endpoint --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-header --quiet $(UPGRADE) -o requirements/dev.txt
	$(BIN)/uv pip compile requirements/browser.in --python-platform wasm32-pyodide2025 --python-version 3.14 \
		--generate-hashes --no-header --quiet $(UPGRADE) -o requirements/browser.txt

clean:
	rm -rf build dist .cache .pytest_cache .ruff_cache .hypothesis
