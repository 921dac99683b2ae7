# What people type. Each line of `make help` is one target; nothing here needs root or a server.

PYTHON ?= $(shell for each in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && exit; \
	done; echo python3)
BIN := .venv/bin
DATA ?= ../shared/data
BENCH ?= page_speed

.DEFAULT_GOAL := help
.PHONY: help setup develop run test check format words reference pictures look lighthouse bench simulate story models lock audit

help: ## say what there is
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F'\t' '{ printf "make %-9s %s\n", $$1, $$2 }'

setup: ## prepare .venv with what the site needs
	@$(PYTHON) tests/tools/environment.py run

develop:
	@$(PYTHON) tests/tools/environment.py dev

run: setup ## serve a demonstration community on http://127.0.0.1:8000
	@exec $(BIN)/huzhu serve --demonstration

test: develop ## run every test; as root on Debian, install the system packages they need
	@$(BIN)/python tests/tools/system_packages.py
	@$(BIN)/python -m pytest -q --no-header -n auto --maxprocesses 4 --dist loadgroup

check: develop ## format, lint, types, import contracts, templates, translations: what is quick
	@$(BIN)/python -m tests.tools.check

format: develop ## put code in the house's form
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

words: develop ## collect the words for people and compile their translations
	@$(BIN)/python -m tests.tools.words

reference: develop ## write docs/reference.md from the code
	@$(BIN)/python -m tests.tools.reference

pictures: develop ## make the pictures of the README from a demonstration site
	@$(BIN)/python -m tests.screenshots

look: develop ## take pictures of every page, in both languages, three widths, both colours, into build/look (LOOK=public or staff: half)
	@$(BIN)/python -m tests.look $(LOOK)

lighthouse: develop ## measure the production server with Lighthouse, as a phone (needs npm)
	@$(BIN)/python -m tests.lighthouse

bench: develop ## measure pages against a bare one, in some minutes (BENCH="soak growth": others of tests/benchmarks; BENCH='*': all, hours)
	@$(BIN)/python -m pytest -q -s --no-header -p no:randomly --timeout 0 -o python_files='*_*.py' $(BENCH:%=tests/benchmarks/%.py)

simulate: develop ## a year of service, with and without the ladder; DATA=folder measures its rates anew
	@$(BIN)/python -m tests.simulation.simulate $(if $(filter file,$(origin DATA)),,$(DATA))

story: develop ## one customer story from question to reward, each step printed with its page
	@$(BIN)/python -m tests.journeys.story

models: develop ## train the triage weights again, from the folder DATA
	@$(PYTHON) tests/tools/environment.py train
	@$(BIN)/python -m moderation.triage.train $(DATA)

lock: develop ## resolve the dependencies of pyproject.toml again, with hashes
	@$(BIN)/python -m tests.tools.lock

audit: develop ## ask whether a locked version has a known hole (needs the network)
	@$(BIN)/python -m tests.tools.audit
