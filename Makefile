# What a developer runs. `make check` is what CI runs.
PYTHON ?= python

.PHONY: check lint types test test-slow faults lock licences audit dictionary golden cookbook evaluate bench clean

check: lint types test

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types:
	$(PYTHON) -m mypy

test:
	$(PYTHON) -m pytest

test-slow: ## kills a run at many points, fires a real schedule: about 15 minutes
	$(PYTHON) -m pytest -m slow

faults: ## everything that can go wrong, and how many cases were tried, which goes into docs/faults.md: about 15 minutes
	$(PYTHON) -m pytest -m "slow or not slow" --write-counts docs/faults.md tests/faults

lock: ## requirements.lock: every dependency with its hashes, for all systems; add --upgrade for today's versions
	uv pip compile pyproject.toml --extra test --universal --generate-hashes --quiet --custom-compile-command "make lock" -o requirements.lock

licences: ## docs/licences.md from the installed packages
	$(PYTHON) .ci/licences.py > docs/licences.md

audit: ## known weaknesses of the locked packages; asks the advisory service of PyPI, so it needs a network
	$(PYTHON) -m pip_audit --strict --disable-pip --require-hashes --requirement requirements.lock

dictionary: ## data/DICTIONARY.md from the column definitions
	$(PYTHON) -m flows describe --markdown > data/DICTIONARY.md

golden: ## tests/golden from the bundled seeds, for review with git diff
	$(PYTHON) -m tests.golden_rows

cookbook: ## the answers in docs/cookbook.md and the outputs of the notebook (needs the extra `notebook`), for review with git diff
	$(PYTHON) -m tests.cookbook
	$(PYTHON) -m tests.notebook

evaluate: ## how well articles are read, on CORPORA=folder (see training/README.md); fails where a figure fell below its floor
	$(PYTHON) -m training.evaluate $(CORPORA) --floors training/floors.json

bench: ## the figures of the README's performance section
	$(PYTHON) benchmarks/scale.py

clean:
	rm -rf build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
