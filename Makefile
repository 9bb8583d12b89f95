# `make` alone lists what there is. PYTHON names another interpreter than python3: make run PYTHON=python3.12

PYTHON ?= python3
JOBS ?= 2
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
COMPILE := $(BIN)/uv pip compile --quiet --system-certs --no-header --universal --generate-hashes --python-version 3.11 $(UPGRADE)

.DEFAULT_GOAL := help
.PHONY: help run test test-fast axe interop photographs proofs faults check translations migrate bench bench-notes bench-guidance bench-mail bench-inbox bench-selection bench-scheduling bench-register freeze set-up-run set-up-dev

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: set-up-run ## run a whole year with made-up people, then open the pages (REGISTER=FILE, FRESH=1, PORT=8000)
	@$(BIN)/python -m demonstration $(if $(REGISTER),--register "$(REGISTER)") $(if $(FRESH),--fresh) $(if $(PORT),--port $(PORT))

test: set-up-dev ## pass all tests: rules, both databases, browser
	@$(PYTEST) -n $(JOBS) --dist worksteal --durations 20 -m "not axe and not office and not dovecot"

test-fast: set-up-dev ## pass the rules and the tests on SQLite, without a browser
	@$(PYTEST) -n $(JOBS) --dist worksteal --sqlite-only -m "not browser and not axe and not office and not dovecot"

axe: set-up-dev ## look for barriers on every main page, at both widths, in both languages
	@$(PYTEST) -n $(JOBS) -m axe

interop: set-up-dev ## our files in a real LibreOffice, our mailbox reading with a real Dovecot (installed as root)
	@$(BIN)/python -m tests.office
	@$(BIN)/python -m tests.dovecot
	@$(PYTEST) --sqlite-only -m "office or dovecot" tests/interop

photographs: set-up-dev ## photograph the main pages of the demonstration into docs/screenshots
	@$(BIN)/python -m tests.e2e.photographs

proofs: set-up-dev ## search for counterexamples long and at random, where `test` does so shortly
	@HYPOTHESIS_PROFILE=proofs $(PYTEST) -n $(JOBS) --dist worksteal -m "not database and not browser and not axe and not office and not dovecot"

faults: set-up-dev ## kill, restart and fill while 8 people write 120,000 passages, 500 mails leave and 500 come (half an hour)
	@FAULTS_SAVES=20000 FAULTS_MAILS=500 FAULTS_KILLS=200 $(PYTEST) -s -o faulthandler_timeout=3600 tests/faults

check: set-up-dev ## lint, format, types, and who may import whom
	@failed=0; for tool in "ruff check ." "ruff format --check ." mypy lint-imports; do \
	  echo "== $$tool"; $(BIN)/$$tool || failed=1; done; exit $$failed

translations: set-up-run ## take new texts into the catalogues, and old ones out
	@$(BIN)/python -m translations

migrate: set-up-run ## bring the database of the settings to the newest migration
	@$(BIN)/alembic upgrade head

bench: set-up-dev ## measure the engines and the pages
	@$(BIN)/python -m benchmarks

bench-notes: set-up-dev ## measure notes: saved by many, read, searched, compared (PART=reading: one part)
	@$(BIN)/python -m benchmarks.notes $(PART)

bench-guidance: set-up-dev ## measure the draft page, traces over 20 years, and the set of a publication
	@$(BIN)/python -m benchmarks.guidance

bench-mail: set-up-dev ## measure how fast the outbox is emptied, beside a bare loop of smtplib
	@$(BIN)/python -m benchmarks.mail

bench-inbox: set-up-dev ## measure 1,000 replies taken in on both databases
	@$(BIN)/python -m benchmarks.inbox

bench-selection: set-up-dev ## measure the fair lottery: sizes, proofs, verifier, and another program beside it (PART=beside: one part)
	@$(BIN)/python -m benchmarks.selection $(PART)

bench-scheduling: set-up-dev ## measure plans, re-plans and calendars, beside a greedy planner and the plain libraries
	@$(BIN)/python -m benchmarks.scheduling

bench-register: set-up-dev ## measure the whole country's register read in, on both databases
	@$(BIN)/python -m benchmarks.register

freeze: set-up-dev ## write the locks from the .in files and package.json (UPGRADE=--upgrade: take newer versions)
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt
	$(COMPILE) requirements-node.in -o requirements-node.txt
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm install --package-lock-only

set-up-run:
	@$(PYTHON) bootstrap.py run

set-up-dev:
	@$(PYTHON) bootstrap.py dev
