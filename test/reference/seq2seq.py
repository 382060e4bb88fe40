"""Writes seq2seq.json: encoder–decoders by PyTorch, teacher forced, their losses and gradients, in 64-bit.

    python -m venv /some/where && /some/where/bin/pip install torch numpy
    /some/where/bin/python test/reference/seq2seq.py
"""

import json
import pathlib
import platform

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

torch.manual_seed(44)
torch.set_default_dtype(torch.float64)
V, W, I, H = 6, 5, 3, 2  # sizes of both vocabularies, of the embedding, of the state
PAD, BOS, EOS = 0, 1, 2


def plain(tensor):
    return tensor.detach().tolist()


class Network(torch.nn.Module):
    def __init__(self, kind, depth, attention, feeding):
        super().__init__()
        self.attention, self.feeding = attention, feeding
        cell = getattr(torch.nn, kind)
        context = H if feeding or attention == "additive" else 0
        self.source = torch.nn.Embedding(V, I)
        self.target = torch.nn.Embedding(W, I)
        self.encoder = cell(I, H, depth, batch_first=True)
        self.decoder = cell(I + context, H, depth, batch_first=True)
        self.out = torch.nn.Linear(H, W)
        if attention in ("dot", "general"):
            self.combine = torch.nn.Linear(2 * H, H, bias=False)
        if attention == "general":
            self.score = torch.nn.Linear(H, H, bias=False)
        if attention == "additive":
            self.score = torch.nn.Linear(2 * H, H, bias=False)
            self.v = torch.nn.Linear(H, 1, bias=False)

    def attend(self, h, states, alive):
        if self.attention == "additive":
            pairs = torch.cat([h[:, None].expand_as(states), states], 2)
            scores = self.v(torch.tanh(self.score(pairs)))[..., 0]
        else:
            keys = self.score(states) if self.attention == "general" else states
            scores = torch.einsum("bh,bsh->bs", h, keys)
        weights = scores.masked_fill(~alive, -torch.inf).softmax(1)
        return weights, torch.einsum("bs,bsh->bh", weights, states)

    def forward(self, source, target):
        lengths = (source != PAD).sum(1)
        packed = pack_padded_sequence(self.source(source), lengths, batch_first=True, enforce_sorted=False)
        states, state = self.encoder(packed)
        states, _ = pad_packed_sequence(states, batch_first=True)
        alive = (source != PAD)[:, : states.shape[1]]
        self.states, self.last = states, top(state)
        a = torch.zeros(len(source), H)
        logits, looked = [], []
        for t in range(target.shape[1] - 1):
            x = self.target(target[:, t])
            if self.attention == "additive":
                weights, context = self.attend(top(state), states, alive)
                x = torch.cat([x, context], 1)
            elif self.feeding:
                x = torch.cat([x, a], 1)
            h, state = self.decoder(x[:, None], state)
            a = h[:, 0]
            if self.attention in ("dot", "general"):
                weights, context = self.attend(a, states, alive)
                a = torch.tanh(self.combine(torch.cat([context, a], 1)))
            logits.append(self.out(a))
            if self.attention:
                looked.append(weights)
        return torch.stack(logits, 1), torch.stack(looked, 1) if looked else None


def top(state):
    return (state[0] if isinstance(state, tuple) else state)[-1]


def padded(rows):
    longest = max(map(len, rows))
    return torch.tensor([row + [PAD] * (longest - len(row)) for row in rows])


def case(kind, depth, attention=None, feeding=False):
    network = Network(kind, depth, attention, feeding)
    for weights in network.parameters():
        torch.nn.init.normal_(weights, std=0.6)
    source = padded([[3, 5, 4, 1], [4, 2], [5, 5, 3]])
    target = padded([[BOS, 3, EOS], [BOS, 4, 3, 4, EOS], [BOS, 4, 4, EOS]])
    logits, weights = network(source, target)
    loss = torch.nn.functional.cross_entropy(logits.transpose(1, 2), target[:, 1:], ignore_index=PAD)
    loss.backward()
    return {
        "cell": kind.lower(),
        "depth": depth,
        "attention": attention,
        "inputFeeding": feeding,
        "source": source.tolist(),
        "target": target.tolist(),
        "state_dict": {name: plain(value) for name, value in network.state_dict().items()},
        "states": plain(network.states),
        "context": plain(network.last),
        "loss": loss.item(),
        "logits": plain(logits),
        "weights": None if weights is None else plain(weights),
        "gradients": {name: plain(value.grad) for name, value in network.named_parameters()},
    }


out = {
    "made by": f"PyTorch {torch.__version__.split('+')[0]}, Python {platform.python_version()}",
    "cases": [
        case("LSTM", 2),
        case("LSTM", 1, "general"),
        case("LSTM", 1, "dot", feeding=True),
        case("RNN", 1),
        case("RNN", 1, "dot", feeding=True),
        case("RNN", 1, "additive"),
    ],
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(out) + "\n")
