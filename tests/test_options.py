"""Every option is a flag, a flow parameter and an environment variable, from one definition."""

import dataclasses
import inspect

import pytest

from flows.errors import NewstablesError
from flows.options import Options


def test_the_flow_takes_every_option_with_its_default() -> None:
    from flows.pipeline import newstables as flow  # noqa: PLC0415 - Prefect takes seconds to import

    parameters = {name: parameter.default for name, parameter in inspect.signature(flow.fn).parameters.items()}
    assert parameters == {option.name: option.default for option in dataclasses.fields(Options)}


@pytest.mark.parametrize("name", ["seeds", "data"])
def test_a_folder_without_a_name_is_not_the_one_that_a_run_was_started_in(name: str) -> None:
    with pytest.raises(NewstablesError, match=f"{name} must name a folder, and it is empty"):
        Options(**{name: ""})  # type: ignore[arg-type] # the wrong value is the point


def test_languages() -> None:
    assert Options(languages="EN, de").read_languages == ("de", "en")
    assert Options().read_languages == ()
    for wrong in ("english", "en,,de", "en;de", "xq"):
        with pytest.raises(NewstablesError, match="is not a valid language: expected ISO 639-1 codes"):
            Options(languages=wrong)


def test_columns() -> None:
    assert Options(columns="text=body, title = head line").read_columns == {"text": "body", "title": "head line"}
    assert Options().read_columns == {}
    with pytest.raises(NewstablesError, match="columns must be pairs"):
        Options(columns="body")
    with pytest.raises(NewstablesError, match="columns cannot say what 'body' is; the fields of a row are text, html, title"):
        Options(columns="body=text")


@pytest.mark.parametrize("field", ["workers", "batch_size", "part_size", "max_bytes", "wait"])
def test_values_that_no_run_can_honour(field: str) -> None:
    for wrong, sentence in ((-1, "at least"), (10**30, "at most 1,000,000,000,000,000")):
        with pytest.raises(NewstablesError, match=f"{field} must be {sentence}"):
            Options(**{field: wrong})  # type: ignore[arg-type] # the wrong value is the point
