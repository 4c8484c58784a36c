"""Load and verify the trained models in `weights/`. Each model has a JSON file that describes it."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # read at import: from 1.29 on, ONNX Runtime sends usage statistics otherwise

Session: TypeAlias = Any
"""An ONNX Runtime `InferenceSession`, which has no type stubs."""
WEIGHTS = Path(__file__).parent / "weights"
MODELS = ("reader", "page")
_SLOWER = ["SkipLayerNormFusion"]
"""ONNX Runtime's fusion of addition and layer normalisation, disabled because it is five times slower."""


class WeightsError(Exception):
    """A model's files are missing or damaged."""


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The files of a model: its description, and the others by name, with digests."""

    described: dict[str, Any]
    files: dict[str, bytes]
    sha256: dict[str, str]


def model_files(name: str) -> ModelFiles:
    """Read and verify the files of a model.

    Raises:
        WeightsError: a file is missing, or is not the one that the description names.
    """
    try:
        described = json.loads((WEIGHTS / f"{name}.json").read_bytes())
        files = {file: (WEIGHTS / file).read_bytes() for file in described["sha256"]}
    except (OSError, ValueError) as error:
        raise WeightsError(f"the model {name} in {WEIGHTS} cannot be read ({error}): install newstables again") from error
    for file, digest in described["sha256"].items():
        if hashlib.sha256(files[file]).hexdigest() != digest:
            raise WeightsError(f"{WEIGHTS / file} is damaged (its sha256 is not the one in {name}.json): install newstables again")
    return ModelFiles(described, files, described["sha256"])


def start_session(model: bytes) -> Session:
    """Load an ONNX model with one thread, since articles are read by several processes."""
    import onnxruntime as ort  # noqa: PLC0415 - a process that reads nothing needs none

    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER)
