# Every chore of the project. `make` lists them; each is a line or two, the rest is in scripts/.
# Knobs: PORT=8001 (run, link, try), ARGS="-k undo" (test*, bench, screenshots, lock),
#        PYTHON=python3.12 (which Python makes .venv).

PYTHON ?= python3
PY := .venv/bin/python
MANAGE := $(PY) manage.py
TEMPLATES = find templates cards -name '*.html' -print0 | xargs -0 -r
# What the browser tests, the PostgreSQL tests and the translations need from Debian.
BROWSER := chromium fonts-noto-cjk
# A data directory of its own: tests never touch var/, and two runs never meet.
OWN_DATA := data=$$(mktemp -d); trap 'rm -rf "$$data"' EXIT HUP INT TERM; export LPI304_DATA="$$data";
# An installation as somebody would host it, for Django's own deployment check.
HOSTED := LPI304_MODE=hosted LPI304_HOSTS=lpi304.example.org \
	LPI304_SECRET_KEY=0123456789abcdefghijklmnopqrstuvwxyz-only-for-this-check

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run link try backup test test-sqlite test-postgres check format messages lock \
	mutants bench crash simulate manuals screenshots tools

help: ## list the chores (this)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

run: ## install what is missing, start lpi304 and print a sign-in link (PORT=8001 for another port)
	@$(PYTHON) scripts/start.py

link: ## print a new sign-in link for the lpi304 that is running
	@$(MANAGE) sign_in_link --port $(or $(PORT),8000)

backup: ## write a checked copy of the database
	@$(MANAGE) backup

try: ## prove README's two commands: clone the last commit elsewhere, start, sign in, stop
	@$(PYTHON) scripts/try_it.py

test: test-sqlite test-postgres ## run every test, on SQLite and on PostgreSQL (ARGS="-k undo" for some)

test-sqlite: tools ## run the tests on SQLite
	@$(PY) scripts/debian.py $(BROWSER) gettext
	@echo "Tests on SQLite:"
	@$(OWN_DATA) $(PY) -m pytest -n 2 $(ARGS)

LOOKS := pages looks thumb settings choice typed

# Rules, card texts, looks and what scripts do in a page ask no database: tested once.
test-postgres: tools ## run the tests that need a database on a PostgreSQL of their own, gone afterwards
	@$(PY) scripts/debian.py $(BROWSER) gettext postgresql
	@echo "Tests on PostgreSQL:"
	@$(OWN_DATA) DB=pg pg_virtualenv -o fsync=off $(PY) -m pytest -n 2 \
		--ignore tests/unit --ignore tests/content \
		$(addprefix --ignore tests/browser/test_,$(addsuffix .py,$(LOOKS))) $(ARGS)

check: tools ## lint, formatting, types, migrations, hosted settings, translations
	@$(PY) scripts/debian.py gettext
	@echo "Lint and formatting:"
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(TEMPLATES) .venv/bin/djade --target-version 5.2 --check
	@echo "Types:"
	@$(PY) -m mypy
	@echo "Migrations, and Django's deployment check on hosted settings:"
	@$(OWN_DATA) $(MANAGE) makemigrations --check --dry-run
	@$(OWN_DATA) $(HOSTED) $(MANAGE) check --deploy --fail-level WARNING
	@echo "Translations:"
	@$(PY) scripts/untranslated.py

format: tools ## format Python and templates, mend what the linter can
	@echo "Formatting:"
	@$(PY) -m ruff check --fix --quiet .; $(PY) -m ruff format .
	@$(TEMPLATES) .venv/bin/djade --target-version 5.2

messages: tools ## gather new texts into the Japanese translation file and compile it
	@$(PY) scripts/debian.py gettext
	@echo "Gathering and compiling texts:"
	@$(MANAGE) makemessages --locale ja --no-location --no-obsolete \
		--ignore tests --ignore scripts --ignore var --ignore mutants
	@$(MANAGE) compilemessages --locale ja --ignore .venv --ignore mutants

lock: ## lock requirements*.in into requirements*.txt (ARGS=--upgrade for newer versions)
	@$(PYTHON) scripts/lock.py $(ARGS)

mutants: tools ## break cards/core in every small way and count what the unit tests notice
	@$(OWN_DATA) $(PY) scripts/mutants.py

bench: tools ## measure the speed of the pages and of the start
	@echo "Measuring:"
	@$(OWN_DATA) $(PY) scripts/bench.py $(ARGS)

simulate: tools ## forecast the scores of 200 simulated learners, and see how many intervals hold
	@$(OWN_DATA) $(PY) scripts/simulate.py

manuals: tools ## rebuild the index of manual pages that cards are checked against, from Debian
	@$(PY) scripts/debian.py man-db
	@echo "Reading manual pages:"
	@$(PY) scripts/manuals.py

crash: tools ## kill -9 the server under load, ROUNDS=50 times: no acknowledged answer may be lost
	@$(PY) scripts/crash.py

screenshots: tools ## take the pictures of README in a real browser
	@$(PY) scripts/debian.py $(BROWSER)
	@echo "Taking pictures:"
	@$(OWN_DATA) $(PY) scripts/screenshots.py $(ARGS)

tools:
	@$(PYTHON) scripts/start.py tools
