"""Writes weights.json: recurrent layers of Keras and ONNX Runtime with their outputs, and files by safetensors.

    python -m venv /some/where
    /some/where/bin/pip install torch numpy keras onnx onnxruntime safetensors
    /some/where/bin/python test/reference/weights.py

Keras computes in 64-bit; ONNX Runtime knows recurrent operators in 32-bit only.
"""

import base64
import json
import os
import pathlib
import platform

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
import onnx
import onnxruntime
import safetensors
import safetensors.torch
import torch
from keras.src.backend.common import dtypes

keras.config.set_floatx("float64")
# Keras multiplies matrices in 32-bit unless it runs on TensorFlow
dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"
random = np.random.default_rng(7)
B, T, I, H = 2, 4, 2, 3
lengths = [4, 2]
mask = np.arange(T)[None, :] < np.array(lengths)[:, None]


def normal(*shape):
    return random.normal(0, 0.6, shape)


def plain(values):
    return np.asarray(values).tolist()


def keras_layer(kind, layer, states):
    """One layer from given states, with a mask: sequences, last states."""
    xs = normal(B, T, I)
    layer.build(xs.shape)
    for weight in layer.weights:
        weight.assign(normal(*weight.shape))
    initial = [normal(B, H) for _ in range(states)]
    outputs = layer(xs, mask=mask, initial_state=initial)
    sequences, *last = [keras.ops.convert_to_numpy(output) for output in outputs]
    return {
        "kind": kind,
        "weights": {weight.name: plain(keras.ops.convert_to_numpy(weight)) for weight in layer.weights},
        "xs": plain(xs),
        "lengths": lengths,
        "initial": [plain(s) for s in initial],
        # behind the end Keras repeats an output
        "states": plain(sequences * mask[:, :, None]),
        "last": [plain(s) for s in last],
    }


def keras_cases():
    options = {"return_sequences": True, "return_state": True}
    layers = keras.layers
    return [
        keras_layer("rnn", layers.SimpleRNN(H, **options), 1),
        keras_layer("lstm", layers.LSTM(H, **options), 2),
        keras_layer("gru", layers.GRU(H, reset_after=False, **options), 1),
        keras_layer("resetAfterGRU", layers.GRU(H, reset_after=True, **options), 1),
        keras_layer("lstm", layers.LSTM(H, use_bias=False, **options), 2),
        keras_layer("resetAfterGRU", layers.GRU(H, use_bias=False, reset_after=True, **options), 1),
    ]


def onnx_case(kind, op, gates, directions, names, **attributes):
    """One operator over a batch of sequences of different lengths: X [T, B, I] as ONNX wants it."""
    D = directions
    shapes = {
        "X": (T, B, I),
        "W": (D, gates * H, I),
        "R": (D, gates * H, H),
        "B": (D, 2 * gates * H),
        "sequence_lens": (B,),
        "initial_h": (D, B, H),
        "initial_c": (D, B, H),
        "P": (D, 3 * H),
    }
    inputs = {name: normal(*shapes[name]).astype(np.float32) for name in names if name != "sequence_lens"}
    inputs["sequence_lens"] = np.array(lengths, np.int32)
    slots = ["X", "W", "R", "B", "sequence_lens", "initial_h"] + (["initial_c", "P"] if op == "LSTM" else [])
    outputs = ["Y", "Y_h"] + (["Y_c"] if op == "LSTM" else [])
    direction = "bidirectional" if D == 2 else "forward"
    used = [slot if slot in names else "" for slot in slots]
    node = onnx.helper.make_node(op, used, outputs, hidden_size=H, direction=direction, **attributes)
    kinds = {"sequence_lens": onnx.TensorProto.INT32}
    graph = onnx.helper.make_graph(
        [node],
        "layer",
        [
            onnx.helper.make_tensor_value_info(name, kinds.get(name, onnx.TensorProto.FLOAT), shapes[name])
            for name in used
            if name
        ],
        [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in outputs],
    )
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 14)], ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    results = dict(zip(outputs, session.run(outputs, inputs)))
    return {
        "kind": kind,
        "lengths": lengths,
        "inputs": {name: plain(value) for name, value in inputs.items()},
        "outputs": {name: plain(value) for name, value in results.items()},
    }


def onnx_cases():
    all_names = ["X", "W", "R", "B", "sequence_lens", "initial_h"]
    lstm = [*all_names, "initial_c"]
    return [
        onnx_case("rnn", "RNN", 1, 2, all_names, activations=["Tanh", "Tanh"]),
        onnx_case("lstm", "LSTM", 4, 1, lstm),
        onnx_case("lstm", "LSTM", 4, 2, lstm),
        onnx_case("lstm", "LSTM", 4, 1, [name for name in lstm if name != "B"]),
        onnx_case("peepholeLSTM", "LSTM", 4, 1, [*lstm, "P"]),
        onnx_case("peepholeLSTM", "LSTM", 4, 2, [*lstm, "P"]),
        onnx_case("gru", "GRU", 3, 1, all_names, linear_before_reset=0),
        onnx_case("gru", "GRU", 3, 2, all_names, linear_before_reset=0),
        onnx_case("resetAfterGRU", "GRU", 3, 2, all_names, linear_before_reset=1),
    ]


def safetensors_files():
    def file(dtype, metadata=None):
        tensors = {
            "lstm.Wf": torch.tensor(normal(3, 2)).to(dtype),
            "lstm.bf": torch.tensor(normal(2)).to(dtype),
            "b": torch.tensor([[0.0, -1.5, 65504.0, 2.0**-24, 1 / 3]]).to(dtype),
            "ё": torch.tensor(normal(1, 1, 2)).to(dtype),
            "scalar": torch.tensor(0.1).to(dtype),
        }
        return {
            "dtype": str(dtype).removeprefix("torch."),
            "metadata": metadata or {},
            "bytes": base64.b64encode(safetensors.torch.save(tensors, metadata)).decode(),
            "tensors": {name: plain(value.double()) for name, value in tensors.items()},
        }

    return [
        file(torch.float32, {"made by": "a test"}),
        file(torch.float64),
        file(torch.float16),
        file(torch.bfloat16),
    ]


modules = [keras, torch, np, onnx, onnxruntime, safetensors]
names = ", ".join(f"{module.__name__} {module.__version__.split('+')[0]}" for module in modules)
out = {
    "made by": f"{names}, Python {platform.python_version()}",
    "keras": keras_cases(),
    "onnx": onnx_cases(),
    "safetensors": safetensors_files(),
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(out) + "\n")
