# What a developer runs. `make check` is what CI runs.
PYTHON ?= python
INSTALLED = $(addprefix tests/test_,$(addsuffix .py,docs cookbook golden newstables cli sql formats more_formats release invariants mistakes failures network version flow))

.PHONY: check lint types test test-install test-slow faults lock licences audit shown dictionary golden evaluate bench clean

check: lint types test

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types:
	$(PYTHON) -m mypy

test:
	$(PYTHON) -m pytest

test-install: ## what shows that an installation works: two minutes of CPU
	$(PYTHON) -m pytest $(INSTALLED)

test-slow: ## kills a run at many points, fires a real schedule: about 15 minutes
	$(PYTHON) -m pytest -m slow

faults: ## everything that can go wrong: about 15 minutes
	$(PYTHON) -m pytest -m "slow or not slow" tests/faults

lock: ## requirements.lock: every dependency with its hashes, for all systems; add --upgrade for today's versions
	uv pip compile pyproject.toml --extra test --universal --generate-hashes --quiet --custom-compile-command "make lock" -o requirements.lock

licences: ## docs/licences.md: what a run needs, from the metadata of the installed packages
	printf '# Licences of what newstables needs to run\n\nWritten by `make licences` with pip-licenses; do not edit.\n\n' > docs/licences.md
	$(PYTHON) -m piplicenses --with-system --no-version --format markdown --packages $$(uv pip compile pyproject.toml \
		--constraint requirements.lock --no-annotate --no-header --quiet | cut -d= -f1) | sed 's/  *|/ |/g; s/---*/---/g' >> docs/licences.md

audit: ## known weaknesses of the locked packages; asks the advisory service of PyPI, so it needs a network
	$(PYTHON) -m pip_audit --strict --disable-pip --require-hashes --requirement requirements.lock

dictionary: ## data/DICTIONARY.md from the column definitions
	$(PYTHON) -m flows describe --markdown > data/DICTIONARY.md

golden: ## only tests/golden, from the bundled seeds and those of the tests
	$(PYTHON) -m tests.golden_rows

shown: ## everything that README, docs, notebook (extra `notebook`), dictionary and golden files show, for review with git diff
	$(PYTHON) -m tests.shown

evaluate: ## how well articles are read, on CORPORA=folder (see training/README.md); fails where a figure fell below its floor
	$(PYTHON) -m training.evaluate $(CORPORA) --floors training/floors.json

bench: ## the figures of docs/performance.md
	$(PYTHON) benchmarks/scale.py

clean:
	rm -rf build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
