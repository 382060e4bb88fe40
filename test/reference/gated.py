"""Writes gated.json: gradients of an LSTM by PyTorch and of a GRU (reset before the product) by Keras, in 64-bit.

    python -m venv /some/where && /some/where/bin/pip install torch numpy keras
    KERAS_BACKEND=torch /some/where/bin/python test/reference/gated.py
"""

import json
import os
import pathlib
import platform

os.environ["KERAS_BACKEND"] = "torch"
import keras
import torch
from keras.src.backend.common import dtypes

torch.manual_seed(21)
torch.set_default_dtype(torch.float64)
keras.config.set_floatx("float64")
# otherwise constants are of 32 bits, and so is what meets them
dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"
B, T, I, H = 3, 5, 2, 4


def plain(tensor):
    return tensor.detach().tolist()


def random(*shape):
    return torch.randn(*shape, requires_grad=True)


def lstm(lengths):
    cell = torch.nn.LSTM(I, H, batch_first=True)
    xs, h0, c0 = random(B, T, I), random(1, B, H), random(1, B, H)
    # the loss is a weighted sum of all states and of the last state and cell
    weights, dh, dc = torch.randn(B, T, H), torch.randn(1, B, H), torch.randn(1, B, H)
    if lengths is None:
        states, (h, c) = cell(xs, (h0, c0))
    else:
        packed = torch.nn.utils.rnn.pack_padded_sequence(xs, lengths, batch_first=True, enforce_sorted=False)
        packed_states, (h, c) = cell(packed, (h0, c0))
        states, _ = torch.nn.utils.rnn.pad_packed_sequence(packed_states, batch_first=True, total_length=T)
        weights = weights * (torch.arange(T)[None, :] < torch.tensor(lengths)[:, None])[:, :, None]
    ((states * weights).sum() + (h * dh).sum() + (c * dc).sum()).backward()
    return {
        "lengths": lengths,
        "state_dict": {name: plain(value) for name, value in cell.state_dict().items()},
        "xs": plain(xs),
        "h0": plain(h0[0]),
        "c0": plain(c0[0]),
        "weights": plain(weights),
        "dh": plain(dh[0]),
        "dc": plain(dc[0]),
        "states": plain(states),
        "h": plain(h[0]),
        "c": plain(c[0]),
        "gradients": {
            **{name: plain(value.grad) for name, value in cell.named_parameters()},
            "xs": plain(xs.grad),
            "h0": plain(h0.grad[0]),
            "c0": plain(c0.grad[0]),
        },
    }


def gru():
    layer = keras.layers.GRU(H, reset_after=False, return_sequences=True, dtype="float64")
    xs, h0, weights = random(B, T, I), random(B, H), torch.randn(B, T, H)
    layer.build((B, T, I))
    kernel, recurrent, bias = random(I, 3 * H), random(H, 3 * H), random(3 * H)
    layer.set_weights([v.detach().numpy() for v in (kernel, recurrent, bias)])
    states = layer(xs, initial_state=h0)
    (states * weights).sum().backward()
    values = [variable.value for variable in layer.trainable_variables]
    return {
        # Keras: gates z, r, h side by side; its z says how much is kept
        **{name: plain(value) for name, value in zip(["kernel", "recurrent", "bias"], values)},
        "xs": plain(xs),
        "h0": plain(h0),
        "weights": plain(weights),
        "states": plain(states),
        "gradients": {
            **{name: plain(value.grad) for name, value in zip(["kernel", "recurrent", "bias"], values)},
            "xs": plain(xs.grad),
            "h0": plain(h0.grad),
        },
    }


made_by = f"PyTorch {torch.__version__.split('+')[0]}, Keras {keras.__version__}, Python {platform.python_version()}"
result = {"made by": made_by, "lstm": [lstm(None), lstm([3, 5, 1])], "gru": gru()}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result))
print(path.name, path.stat().st_size)
