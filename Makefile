# The commands of the project. `make run` and `make test` are all that a new machine needs.

PYTHON ?= python3
PORT ?= 8000
SANDBOX_PORT ?= 8081
BIN := .venv/bin
STAMP := .venv/.installed
DEV_STAMP := .venv/.installed-dev

export LOCAL_ZOCDOC_URL ?= http://127.0.0.1:$(SANDBOX_PORT)

.PHONY: help run install test test-fast test-postgres checks secrets sbom chaos bench docs lock clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

$(STAMP): requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what Slotdesk runs on ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(DEV_STAMP): requirements.txt requirements-dev.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what the checks run on ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(STAMP)

install: $(STAMP) ## Make .venv with the locked requirements

run: $(STAMP) ## Start a living demo clinic: web, worker and the stand-in for Zocdoc
	@$(BIN)/python manage.py run_demo --port $(PORT) --sandbox-port $(SANDBOX_PORT)

checks: $(DEV_STAMP) ## Format, lint, types, imports, weak spots, secrets, migrations, production settings
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit -q -c pyproject.toml -r -ll manage.py config zocdoc_sync workflows_app zocdoc_sandbox
	@$(MAKE) --no-print-directory secrets
	$(BIN)/python manage.py makemigrations --check --dry-run
	DEBUG=False SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
	ENCRYPTION_KEYS=$$($(BIN)/python -c 'import base64, os; print(base64.b64encode(os.urandom(32)).decode())') \
	ALLOWED_HOSTS=console.clinic.example \
	$(BIN)/python manage.py check --deploy --fail-level WARNING

# The baseline lists what was looked at: invented secrets of tests and the demo. Status 3 only says that lines moved, so a copy is used.
secrets: $(DEV_STAMP) ## Refuse what looks like a secret and is not in .secrets.baseline
	@mkdir -p build && cp .secrets.baseline build/secrets.baseline
	@git ls-files -z -- ':!requirements*.txt' ':!static/slotdesk/vendor' ':!tests/browser/vendor' ':!docs/screenshots' ':!.secrets.baseline' \
	| xargs -0 -n 100000 $(BIN)/detect-secrets-hook --no-verify --baseline build/secrets.baseline > build/secrets.txt \
	|| { grep -q "^The baseline file was updated" build/secrets.txt || { cat build/secrets.txt; exit 1; }; }

sbom: $(DEV_STAMP) ## What a release consists of: build/sbom.cdx.json and build/licences.md
	@mkdir -p build
	$(BIN)/cyclonedx-py requirements --output-reproducible --output-format JSON --output-file build/sbom.cdx.json requirements.txt
	$(BIN)/pip-licenses --format=markdown --with-urls --output-file build/licences.md \
	--packages $$(sed -n 's/^\([A-Za-z0-9._-]*\)==.*/\1/p' requirements.txt)

test: checks ## Every check and every test
	$(BIN)/python -m pytest -n 2 --dist loadgroup

test-fast: checks ## Without the browser and the slow tests
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not browser and not slow"

test-postgres: $(DEV_STAMP) ## Every test again on the PostgreSQL server of TEST_DATABASE_URL
	DATABASE_URL=$(TEST_DATABASE_URL) $(BIN)/python -m pytest -n 2 --dist loadgroup

chaos: $(DEV_STAMP) ## Ten thousand changes, four workers of which one is killed each second, and 300 starts: twenty minutes or more
	CHAOS_APPOINTMENTS=2000 STARTS=300 $(BIN)/python -m pytest -s -q tests/workflows_app/test_chaos.py tests/workflows_app/test_started.py

bench: $(DEV_STAMP) ## Benchmarks, printed as a table
	$(BIN)/python bench/sync.py
	$(BIN)/python bench/workflows.py
	$(BIN)/python bench/publish.py 8 10
	$(BIN)/python bench/webhooks.py
	$(BIN)/python bench/console.py

docs: $(DEV_STAMP) ## The generated parts of the documentation: the table of operations, the screenshots
	$(BIN)/python manage.py operations_table --write
	$(BIN)/python manage.py workflow_tables --write
	SCREENSHOTS=docs/screenshots $(BIN)/python -m pytest -q tests/browser/test_front_desk.py tests/browser/test_roles.py -k "test_the_pages_fit_the_screen or test_roles"

lock: $(DEV_STAMP) ## Renew the lock files from requirements*.in
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -c requirements.txt requirements-dev.in -o requirements-dev.txt

clean: ## Remove .venv, caches and the demo's databases
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis staticfiles
	rm -f db.sqlite3* sandbox.sqlite3*
