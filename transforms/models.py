"""Load and verify the trained models in `weights/`. Each model has a JSON file that describes it."""

import hashlib
import json
import os
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # read at import: from 1.29 on, ONNX Runtime sends usage statistics otherwise

Session: TypeAlias = Any
"""An ONNX Runtime `InferenceSession`, which has no type stubs."""
WEIGHTS = Path(__file__).parent / "weights"
MODELS = ("reader", "world", "page")
_SLOWER = ["SkipLayerNormFusion"]
"""ONNX Runtime's fusion of addition and layer normalisation, disabled because it is five times slower."""


class WeightsError(Exception):
    """A model's files are missing or damaged."""


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The files of a model: the description from its JSON file, and the content and SHA-256 of the others by name."""

    described: dict[str, Any]
    files: dict[str, bytes]
    sha256: dict[str, str]

    def arrays(self, name: str) -> "list[NDArray[np.float64]]":
        """Return the arrays in a file of little-endian 32-bit floats, as 64-bit floats with the shapes in the description."""
        import numpy as np  # noqa: PLC0415 - not needed for digests

        shapes = self.described["shapes"]
        values = np.frombuffer(self.files[name], dtype="<f4").astype(np.float64)
        ends = accumulate(prod(shape) for shape in shapes)
        return [values[end - prod(shape) : end].reshape(shape) for end, shape in zip(ends, shapes, strict=True)]


def model_files(name: str) -> ModelFiles:
    """Read and verify the files of a model.

    Raises:
        WeightsError: a file is missing, or its digest is not the one in the description.
    """
    try:
        described = json.loads((WEIGHTS / f"{name}.json").read_bytes())
        files = {file: (WEIGHTS / file).read_bytes() for file in described["sha256"]}
    except (OSError, ValueError) as error:
        raise unreadable(name, error) from error
    for file, data in files.items():
        _verify(name, file, described["sha256"][file], hashlib.sha256(data).hexdigest())
    return ModelFiles(described, files, described["sha256"])


def model_digests(name: str) -> dict[str, str]:
    """Return the verified SHA-256 digests of a model's files, by name.

    Raises:
        WeightsError: a file is missing, or its digest is not the one in the description.
    """
    try:
        digests: dict[str, str] = json.loads((WEIGHTS / f"{name}.json").read_bytes())["sha256"]
        found = {file: file_digest(WEIGHTS / file) for file in digests}
    except (OSError, ValueError) as error:
        raise unreadable(name, error) from error
    for file, digest in digests.items():
        _verify(name, file, digest, found[file])
    return digests


@cache
def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file in hex; each file is read once per process."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def unreadable(name: str, error: Exception) -> WeightsError:
    """Return the error for a model whose file is missing or cannot be parsed."""
    return WeightsError(f"the model {name} in {WEIGHTS} cannot be read ({error}): install newstables again")


def _verify(name: str, file: str, wanted: str, found: str) -> None:
    if found != wanted:
        raise WeightsError(f"{WEIGHTS / file} is damaged (its sha256 is not the one in {name}.json): install newstables again")


def start_session(model: bytes) -> Session:
    """Return an ONNX Runtime session for a model, with one thread, because several processes read articles."""
    import onnxruntime as ort  # noqa: PLC0415 - not needed by processes that read no articles

    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER)
