"""Pure functions from characters to rows: no I/O, no clock, no randomness, no logging, no Prefect.

`transforms.article` composes all steps. It is imported at first use, because its models and parsers take most of a second.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transforms.article import load_models, read_article

__all__ = ["load_models", "read_article"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    from transforms import article  # noqa: PLC0415 - see above

    return getattr(article, name)
