"""Writes attention.json: attention and Transformer layers of PyTorch with their gradients, in 64-bit.

    python -m venv /some/where && /some/where/bin/pip install torch numpy
    /some/where/bin/python test/reference/attention.py
"""

import json
import pathlib
import platform

import torch

torch.manual_seed(22)
torch.set_default_dtype(torch.float64)
B, N, S, D, F, HEADS = 2, 3, 4, 4, 5, 2


def plain(tensor):
    return tensor.detach().tolist()


def random(*shape):
    return torch.randn(*shape, requires_grad=True)


def shaken(module):
    """With random numbers also where PyTorch begins with zeros and ones."""
    for parameter in module.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    return module


def gradients(module, result, inputs):
    weights = torch.randn(result.shape)
    (result * weights).sum().backward()
    return {
        "weights": plain(weights),
        "state_dict": {name: plain(value) for name, value in module.state_dict().items()},
        "gradients": {
            **{name: plain(value.grad) for name, value in module.named_parameters()},
            **{name: plain(value.grad) for name, value in inputs.items()},
        },
        **{name: plain(value) for name, value in inputs.items()},
        "result": plain(result),
    }


padding = torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0]])  # 1: an element
allowed = torch.tensor([[1, 0, 1, 1], [1, 1, 0, 1], [0, 1, 1, 0]])  # [N, S]


def sdpa():
    Q, K, V = random(B, N, D), random(B, S, D), random(B, S, F)
    result = torch.nn.functional.scaled_dot_product_attention(Q, K, V, attn_mask=allowed.bool())
    return gradients(torch.nn.Module(), result, {"Q": Q, "K": K, "V": V})


def multi_head(masked):
    module = shaken(torch.nn.MultiheadAttention(D, HEADS, batch_first=True))
    x, memory = random(B, N, D), random(B, S, D)
    # PyTorch's masks say what is forbidden
    masks = {"attn_mask": allowed == 0, "key_padding_mask": padding == 0} if masked else {}
    result, maps = module(x, memory, memory, average_attn_weights=False, **masks)
    return {"masked": masked, "maps": plain(maps), **gradients(module, result, {"x": x, "memory": memory})}


def encoder(pre, layers):
    layer = torch.nn.TransformerEncoderLayer(D, HEADS, F, dropout=0, batch_first=True, norm_first=pre)
    norm = torch.nn.LayerNorm(D) if pre else None
    module = shaken(torch.nn.TransformerEncoder(layer, layers, norm=norm, enable_nested_tensor=False))
    x = random(B, S, D)
    result = module(x, src_key_padding_mask=padding == 0)
    return {"pre": pre, **gradients(module, result, {"x": x})}


def decoder(pre, layers):
    layer = torch.nn.TransformerDecoderLayer(D, HEADS, F, dropout=0, batch_first=True, norm_first=pre)
    norm = torch.nn.LayerNorm(D) if pre else None
    module = shaken(torch.nn.TransformerDecoder(layer, layers, norm=norm))
    x, memory = random(B, N, D), random(B, S, D)
    causal = torch.nn.Transformer.generate_square_subsequent_mask(N)
    result = module(x, memory, tgt_mask=causal, tgt_is_causal=True, memory_key_padding_mask=padding == 0)
    return {"pre": pre, **gradients(module, result, {"x": x, "memory": memory})}


result = {
    "made by": f"PyTorch {torch.__version__.split('+')[0]}, Python {platform.python_version()}",
    "heads": HEADS,
    "padding": plain(padding),
    "allowed": plain(allowed),
    "sdpa": sdpa(),
    "multiHead": [multi_head(False), multi_head(True)],
    "encoder": [encoder(False, 2), encoder(True, 1)],
    "decoder": [decoder(False, 1), decoder(True, 2)],
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result))
print(path.name, path.stat().st_size)
