"""Writes layers.json: deep and bidirectional networks over sequences of different lengths by PyTorch, in 64-bit.

    python -m venv /some/where && /some/where/bin/pip install torch numpy
    /some/where/bin/python test/reference/layers.py
"""

import json
import pathlib
import platform

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

torch.manual_seed(31)
torch.set_default_dtype(torch.float64)
B, T, I, H, layers = 2, 4, 2, 3, 2
lengths = [2, 4]


def plain(tensor):
    return tensor.detach().tolist()


def case(kind, module, bidirectional, packed, bias=True):
    """States, last states and gradients of a random weighting of all of them."""
    net = module(I, H, num_layers=layers, bidirectional=bidirectional, bias=bias, batch_first=True)
    directions = 2 if bidirectional else 1
    xs = torch.randn(B, T, I, requires_grad=True)
    initial = [torch.randn(layers * directions, B, H, requires_grad=True) for _ in range(2 if kind == "lstm" else 1)]
    given = tuple(initial) if kind == "lstm" else initial[0]
    if packed:
        sequences = pack_padded_sequence(xs, lengths, batch_first=True, enforce_sorted=False)
        states, last = net(sequences, given)
        states, _ = pad_packed_sequence(states, batch_first=True, total_length=T)
    else:
        states, last = net(xs, given)
    last = list(last) if kind == "lstm" else [last]
    weighting = [torch.randn_like(result) for result in [states, *last]]
    sum((w * result).sum() for w, result in zip(weighting, [states, *last])).backward()
    return {
        "kind": kind,
        "bidirectional": bidirectional,
        "lengths": lengths if packed else None,
        "state_dict": {name: plain(value) for name, value in net.state_dict().items()},
        "xs": plain(xs),
        "initial": [plain(s) for s in initial],
        "states": plain(states),
        "last": [plain(s) for s in last],
        "weighting": [plain(w) for w in weighting],
        "gradients": {
            "xs": plain(xs.grad),
            "initial": [plain(s.grad) for s in initial],
            "weight_ih_l0": plain(net.weight_ih_l0.grad),
            "weight_hh_l1": plain(net.weight_hh_l1.grad),
        },
    }


out = {
    "made by": f"PyTorch {torch.__version__.split('+')[0]}, Python {platform.python_version()}",
    "cases": [
        case("rnn", torch.nn.RNN, True, True),
        case("rnn", torch.nn.RNN, False, False, bias=False),
        case("lstm", torch.nn.LSTM, True, True),
        case("lstm", torch.nn.LSTM, False, True),
        case("resetAfterGRU", torch.nn.GRU, True, True),
        case("resetAfterGRU", torch.nn.GRU, False, False),
    ],
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(out) + "\n")
