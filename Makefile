# KokeNet. Needs Python 3.11 or newer, make and the package index; `make run` does the rest.

PYTHON ?= $(firstword $(foreach name,python3 python3.11 python3.12 python3.13 python3.14,$(shell \
	$(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))) python3)
export PORT

.PHONY: help run test check bench messages pins clean

help:
	@echo "make run       the site with demo content on http://localhost:8000 (PORT=8001 for another)"
	@echo "make test      every test: SQLite, PostgreSQL when one answers, a browser when one is found"
	@echo "make check     format, lint, types, floors, templates, migrations, translations, pins"
	@echo "make bench     speed, as ratios, and Lighthouse when it is found"
	@echo "make messages  takes new strings into the catalogues and compiles them"
	@echo "make pins      compiles requirements/ from pyproject.toml (UPGRADE=1 for newer versions)"
	@echo "make clean     removes what can be made again; data in var/ stays"

run test check bench messages pins clean:
	@"$(PYTHON)" tools/dev.py $@
