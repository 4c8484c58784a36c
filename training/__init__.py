"""Train and evaluate the models that the package ships. Never imported at run time."""

import transforms.models  # noqa: F401 - turns off the telemetry of ONNX Runtime, before anything here imports that
