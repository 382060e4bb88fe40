"""Writes conv-lstm.json: a ConvLSTM by Keras with its gradients, in 64-bit.

    python -m venv /some/where && /some/where/bin/pip install torch numpy keras
    KERAS_BACKEND=torch /some/where/bin/python test/reference/conv-lstm.py
"""

import json
import os
import pathlib
import platform

os.environ["KERAS_BACKEND"] = "torch"
import keras
import torch
from keras.src.backend.common import dtypes

torch.manual_seed(23)
torch.set_default_dtype(torch.float64)
keras.config.set_floatx("float64")
# otherwise constants are of 32 bits, and so is what meets them
dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"
B, T, ROWS, COLUMNS, I, H, K = 2, 3, 3, 4, 2, 3, 3


def plain(tensor):
    return tensor.detach().tolist()


layer = keras.layers.ConvLSTM2D(H, K, padding="same", return_sequences=True, dtype="float64")
layer.build((B, T, ROWS, COLUMNS, I))
shapes = [(K, K, I, 4 * H), (K, K, H, 4 * H), (4 * H,)]
layer.set_weights([0.4 * torch.randn(*shape).numpy() for shape in shapes])
xs = torch.randn(B, T, ROWS, COLUMNS, I, requires_grad=True)
h0, c0 = (torch.randn(B, ROWS, COLUMNS, H, requires_grad=True) for _ in range(2))
states = layer(xs, initial_state=[h0, c0])
weights = torch.randn(states.shape)
(states * weights).sum().backward()
names = ["kernel", "recurrent", "bias"]
values = [variable.value for variable in layer.trainable_variables]
result = {
    "made by": f"Keras {keras.__version__} on PyTorch {torch.__version__.split('+')[0]}, Python {platform.python_version()}",
    # gates i, f, c, o side by side
    **{name: plain(value) for name, value in zip(names, values)},
    "xs": plain(xs),
    "h0": plain(h0),
    "c0": plain(c0),
    "weights": plain(weights),
    "states": plain(states),
    "gradients": {
        **{name: plain(value.grad) for name, value in zip(names, values)},
        "xs": plain(xs.grad),
        "h0": plain(h0.grad),
        "c0": plain(c0.grad),
    },
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result))
print(path.name, path.stat().st_size)
