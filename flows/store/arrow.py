"""Keep pandas out of pyarrow, which imports it as soon as it makes an array; that takes longer than most commands."""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

import pyarrow as pa


class _Hidden:
    """Import finder that hides pandas."""

    def find_spec(self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None) -> ModuleSpec | None:
        if name == "pandas":
            raise ModuleNotFoundError(name)
        return None


def keep_pandas_out() -> None:
    """Stop pyarrow from importing pandas in this process until a table is converted to a data frame.

    Use it only in our own processes: afterwards pyarrow does not recognise a pandas series.
    """
    if "pandas" in sys.modules:
        return
    hidden = _Hidden()
    sys.meta_path.insert(0, hidden)
    try:
        pa.array([None])  # pyarrow looks for pandas only once
    finally:
        sys.meta_path.remove(hidden)
