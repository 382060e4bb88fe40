"""Writes recurrent.json: a plain RNN and its gradients by PyTorch, in 64-bit.

    python -m venv /some/where && /some/where/bin/pip install torch numpy
    /some/where/bin/python test/reference/recurrent.py
"""

import json
import pathlib
import platform

import torch

torch.manual_seed(20)
torch.set_default_dtype(torch.float64)
B, T, I, H, O = 3, 5, 2, 4, 3


def plain(tensor):
    return tensor.detach().tolist()


def case(nonlinearity, lengths=None):
    rnn = torch.nn.RNN(I, H, nonlinearity=nonlinearity, batch_first=True)
    read = torch.nn.Linear(H, O)
    xs = torch.randn(B, T, I, requires_grad=True)
    h0 = torch.randn(1, B, H, requires_grad=True)
    ys = torch.randn(B, T, O)
    if lengths is None:
        states, last = rnn(xs, h0)
        mask = torch.ones(B, T)
    else:
        packed = torch.nn.utils.rnn.pack_padded_sequence(xs, lengths, batch_first=True, enforce_sorted=False)
        packed_states, last = rnn(packed, h0)
        states, _ = torch.nn.utils.rnn.pad_packed_sequence(packed_states, batch_first=True, total_length=T)
        mask = (torch.arange(T)[None, :] < torch.tensor(lengths)[:, None]).double()
    outputs = read(states)
    loss = ((outputs - ys).square().sum(2) * mask).sum() / 2
    loss.backward()
    return {
        "f": nonlinearity,
        "lengths": lengths,
        # torch keeps [out, in] and two biases
        "state_dict": {name: plain(value) for name, value in rnn.state_dict().items()},
        "read": {name: plain(value) for name, value in read.state_dict().items()},
        "xs": plain(xs),
        "h0": plain(h0[0]),
        "ys": plain(ys),
        "states": plain(states),
        "last": plain(last[0]),
        "loss": loss.item(),
        "gradients": {
            "weight_ih_l0": plain(rnn.weight_ih_l0.grad),
            "weight_hh_l0": plain(rnn.weight_hh_l0.grad),
            "bias_hh_l0": plain(rnn.bias_hh_l0.grad),
            "weight": plain(read.weight.grad),
            "bias": plain(read.bias.grad),
            "xs": plain(xs.grad),
            "h0": plain(h0.grad[0]),
        },
    }


def clipping():
    gradients = [torch.randn(4, 4), torch.randn(3)]
    parameters = [torch.nn.Parameter(torch.zeros_like(g)) for g in gradients]
    for parameter, g in zip(parameters, gradients):
        parameter.grad = g.clone()
    norm = torch.nn.utils.clip_grad_norm_(parameters, 1.5)
    return {
        "gradients": [plain(g) for g in gradients],
        "maxNorm": 1.5,
        "norm": norm.item(),
        "clipped": [plain(p.grad) for p in parameters],
    }


def spectrum():
    W = torch.randn(5, 5)
    return {
        "W": plain(W),
        "eigenvalues": sorted(torch.linalg.eigvals(W).abs().tolist(), reverse=True),
        "singularValues": torch.linalg.svdvals(W).tolist(),
    }


out = {
    "made by": f"PyTorch {torch.__version__.split("+")[0]}, Python {platform.python_version()}",
    "cases": [case("tanh"), case("relu"), case("tanh", [5, 2, 3])],
    "clipping": clipping(),
    "spectrum": spectrum(),
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(out, indent=1) + "\n")
