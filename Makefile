# `make` alone prints the commands.
.DEFAULT_GOAL := help
.PHONY: help demo test check mail bench where texts lock set-up set-up-tests

PYTHON3 ?= python3
python := .venv/bin/python
export PYTHONPATH := src

help:
	@echo "make demo         set up and run everything: http://127.0.0.1:8000 (another port: make demo PORT=9000)"
	@echo "make test         run every test, the browser's too (some of them: make test ARGS='-k close_case')"
	@echo "make check        run every check: style, types, floors, templates, texts, migrations"
	@echo "make mail         test with Dovecot and Postfix, which it installs: as root on Debian 12"
	@echo "make bench        measure speed (make bench N=1000000, make bench DATA=folder)"
	@echo "make where NAME   print the files of a feature in reading order (make where close_case)"
	@echo "make texts        bring the translation catalogues up to the code"
	@echo "make lock         choose the newest allowed versions and lock them"

set-up:
	@$(PYTHON3) tools/set_up.py run

set-up-tests:
	@$(PYTHON3) tools/set_up.py test

demo: set-up
	@exec bin/alongside demo

test: set-up-tests
	$(python) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: set-up-tests
	@$(python) tools/check.py $(ARGS)

mail:
	@$(PYTHON3) tools/set_up.py mail
	$(python) -m pytest tests/mail_servers $(ARGS)

bench: set-up-tests
	@$(python) -m bench $(if $(N),--cases $(N)) $(if $(DATA),--data $(DATA)) $(ARGS)

texts: set-up
	@$(python) -m alongside.config.texts extract
	@$(python) -m alongside.config.texts convert
	@$(python) -m alongside.config.texts compile

compile := .venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links --strip-extras

lock: set-up-tests
	$(compile) pyproject.toml -o requirements/base.txt
	$(compile) --extra dev -c requirements/base.txt pyproject.toml -o requirements/dev.txt
	$(compile) requirements/node.in -o requirements/node.txt
	npm update --package-lock-only --ignore-scripts

# make where NAME: the second word is no target of ours
ifeq (where,$(firstword $(MAKECMDGOALS)))
name := $(word 2,$(MAKECMDGOALS))
$(eval $(name):;@:)
endif
where:
	@$(PYTHON3) tools/where.py $(name)
