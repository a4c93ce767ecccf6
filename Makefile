# Two commands: `make run` and `make test`. Everything else serves them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
CODE := geo planner web tests benchmarks docs

.PHONY: run test setup soak lint types contracts tests lock pictures clean

run: $(STAMPS)/run $(STAMPS)/kernels  ## set everything up, plan the example weeks, serve them
	@$(BIN)/faltplan demo

setup: $(STAMPS)/run $(STAMPS)/kernels $(STAMPS)/peers  ## only set up; the command is then .venv/bin/faltplan

test: $(STAMPS)/test $(STAMPS)/chromium $(STAMPS)/servers lint types contracts tests  ## set everything up, check everything

lint: $(STAMPS)/test
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)

types: $(STAMPS)/test
	$(BIN)/mypy

contracts: $(STAMPS)/test
	$(BIN)/lint-imports --config pyproject.toml

tests: $(STAMPS)/test $(STAMPS)/kernels $(STAMPS)/chromium $(STAMPS)/servers
	FALTPLAN_SOAK_SECONDS=$${FALTPLAN_SOAK_SECONDS:-120} $(BIN)/python -m pytest -n 2 --dist worksteal -q

soak: $(STAMPS)/test  ## long random runs
	FALTPLAN_SOAK_SECONDS=$${FALTPLAN_SOAK_SECONDS:-1800} $(BIN)/python -m pytest -m soak -q

pictures: $(STAMPS)/test $(STAMPS)/chromium  ## make the pictures of docs/ anew
	$(BIN)/python docs/pictures.py

lock: $(STAMPS)/test  ## resolve the versions anew: hashed, and naming no host
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml --group build -o requirements/run.txt
	$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml --group build --group test -o requirements/test.txt
	$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--group peers -c requirements/run.txt -o requirements/peers.txt

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Fältplan needs Python 3.11 or later; name one with: make PYTHON=python3.11")'
	@echo "Making $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing (Debian: apt-get install python3-venv)"; exit 1; }
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/run: $(STAMPS)/venv requirements/run.txt pyproject.toml
	@echo "Installing what the program needs (a minute or two the first time)"
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes --no-warn-script-location --progress-bar on -q -r requirements/run.txt
	@$(BIN)/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation -q -e .
	@$(BIN)/python -m compileall -q geo planner web
	@touch $@

# The search is compiled for this computer, once and after each change of it; it tells its progress itself.
$(STAMPS)/kernels: $(STAMPS)/run $(wildcard planner/search/*.py)
	@$(BIN)/faltplan compile
	@touch $@

$(STAMPS)/test: $(STAMPS)/run requirements/test.txt
	@echo "Installing what the tests need"
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes --no-warn-script-location -q -r requirements/test.txt
	@touch $@

# What benchmarks compare with: wheels only, each by itself; what has none here is named and left out.
$(STAMPS)/peers: $(STAMPS)/run requirements/peers.txt
	@echo "Installing what benchmarks compare with"
	@$(BIN)/python -m benchmarks.get_peers
	@touch $@

# A real browser for the journeys. Where it cannot be installed, the tests that need it name themselves as skipped
# (and fail where CI=true).
$(STAMPS)/chromium: $(STAMPS)/venv
	@if command -v chromium chromium-browser google-chrome >/dev/null 2>&1; then :; \
	elif command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
		echo "Installing Debian's chromium"; \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-liberation; } >/dev/null \
		|| echo "chromium could not be installed: browser tests will be skipped"; \
	else echo "No chromium here and no way to install it: browser tests will be skipped (Debian: sudo apt-get install chromium)"; fi
	@touch $@

# A real PostgreSQL with PostGIS and a real reverse proxy, which the tests start and stop themselves; treated as Chromium is.
$(STAMPS)/servers: $(STAMPS)/venv
	@if ls /usr/lib/postgresql/*/bin/initdb /usr/share/postgresql/*/extension/postgis.control /usr/sbin/nginx >/dev/null 2>&1; then :; \
	elif command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
		echo "Installing Debian's PostgreSQL with PostGIS, and nginx"; \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql postgresql-postgis nginx-light openssl; } >/dev/null \
		|| echo "PostgreSQL or nginx could not be installed: tests on them will be skipped"; \
	else echo "No PostgreSQL with PostGIS or no nginx here, and no way to install it: tests on it will be skipped (Debian: sudo apt-get install postgresql-postgis nginx-light)"; fi
	@touch $@

clean:  ## remove what was built; plans are kept
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
