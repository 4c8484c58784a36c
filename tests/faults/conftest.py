"""Fixtures of the fault tests."""

from collections.abc import Iterator

import pytest

from tests.faults.scene import Scene


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Two releases and what is between them."""
    made = Scene(tmp_path_factory.mktemp("scene"))
    yield made
    made.zygote.close()
