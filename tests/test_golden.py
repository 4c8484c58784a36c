"""The bundled seeds become exactly what was checked by hand."""

import pytest

from flows.ingest.seed import Seed
from tests.golden_rows import GOLDEN, as_json, expectation, golden_path, seeds


@pytest.mark.parametrize("seed", seeds(), ids=lambda seed: seed.name)
def test_seed(seed: Seed) -> None:
    found = as_json(expectation(seed))
    assert found == golden_path(seed).read_text(encoding="utf-8"), "if the change is right, run `make golden` and review the diff"


def test_no_expectation_without_its_seed() -> None:
    assert set(GOLDEN.rglob("*.json")) == {golden_path(seed) for seed in seeds()}
