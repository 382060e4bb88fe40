"""Writes decoding.json: logits processors and beam search by transformers, in 64-bit.

    python -m venv /some/where && /some/where/bin/pip install torch numpy transformers
    /some/where/bin/python test/reference/decoding.py
"""

import json
import math
import pathlib
import platform

import torch
import transformers
from transformers.generation import (
    GenerationMixin,
    MinLengthLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)
from transformers.modeling_outputs import CausalLMOutput

torch.manual_seed(20)
torch.set_default_dtype(torch.float64)
V = 6


def plain(values):
    """Nested lists; JSON knows no infinity."""
    if isinstance(values, torch.Tensor):
        values = values.tolist()
    if isinstance(values, list):
        return [plain(value) for value in values]
    return None if values == -math.inf else values


class Config(transformers.PretrainedConfig):
    model_type = "table"


class Table(transformers.PreTrainedModel, GenerationMixin):
    """The logits of the next token stand in a table of the last two."""

    config_class = Config
    main_input_name = "input_ids"

    def __init__(self, logits):
        super().__init__(Config(vocab_size=V, is_encoder_decoder=False, use_cache=False))
        self.logits = torch.nn.Parameter(logits)
        self.post_init()

    def forward(self, input_ids, attention_mask=None, **_):
        before = torch.cat([input_ids[:, :1], input_ids[:, :-1]], 1)
        # rows that have ended are fed padding
        return CausalLMOutput(logits=self.logits[before % V, input_ids % V])

    def prepare_inputs_for_generation(self, input_ids, attention_mask=None, **_):
        return {"input_ids": input_ids}


def beam(table, prompts, **options):
    ends = options["eos_token_id"]
    prompt = torch.tensor(prompts)
    out = Table(table).generate(
        prompt,
        attention_mask=torch.ones_like(prompt),
        do_sample=False,
        use_cache=False,
        num_return_sequences=options["num_beams"],
        early_stopping=True,
        pad_token_id=V,
        return_dict_in_generate=True,
        output_scores=True,
        **options,
    )
    k = options["num_beams"]
    hypotheses = [
        {"tokens": [token for token in row[prompt.shape[1] :].tolist() if token < V], "score": score}
        for row, score in zip(out.sequences, out.sequences_scores.tolist())
    ]
    return {
        "prompts": prompts,
        "options": {
            "beam": k,
            "end": ends or [],
            "maxLength": options["max_new_tokens"],
            "minNewTokensBeforeEnd": options.get("min_new_tokens", 0),
            "alpha": options["length_penalty"],
        },
        "hypotheses": [hypotheses[b * k : (b + 1) * k] for b in range(len(prompts))],
    }


def greedy(table, prompts, **options):
    prompt = torch.tensor(prompts)
    out = Table(table).generate(
        prompt, attention_mask=torch.ones_like(prompt), do_sample=False, use_cache=False, pad_token_id=V, **options
    )
    return [[token for token in row[prompt.shape[1] :].tolist() if token < V] for row in out]


def warped(logits, *warpers):
    tokens = torch.zeros(logits.shape[0], 1, dtype=torch.long)
    for warper in warpers:
        logits = warper(tokens, logits)
    return plain(logits)


logits = 2 * torch.randn(4, 10)
shares = torch.tensor([[0.3, 0.1, 0.1, 0.5], [0.15, 0.3, 0.3, 0.25]]).log()
table = 1.5 * torch.randn(V, V, V)
prompts = [[1, 2], [4, 3], [2, 0]]
settings = [
    {"num_beams": 3, "eos_token_id": [5], "max_new_tokens": 6, "length_penalty": 0.0},
    {"num_beams": 3, "eos_token_id": [5], "max_new_tokens": 6, "length_penalty": 1.0},
    {"num_beams": 4, "eos_token_id": [5], "max_new_tokens": 6, "length_penalty": 2.0},
    {"num_beams": 4, "eos_token_id": None, "max_new_tokens": 5, "length_penalty": 0.0},
    {"num_beams": 2, "eos_token_id": [5, 1], "max_new_tokens": 7, "length_penalty": 0.7},
    {"num_beams": 4, "eos_token_id": [0, 3], "max_new_tokens": 5, "length_penalty": 1.0, "min_new_tokens": 3},
]

out = {
    "made by": f"transformers {transformers.__version__}, PyTorch {torch.__version__.split('+')[0]}, "
    f"Python {platform.python_version()}",
    "logits": plain(logits),
    "shares": plain(shares),
    "filters": {
        "temperature 0.7": warped(logits, TemperatureLogitsWarper(0.7)),
        "temperature 2.5": warped(logits, TemperatureLogitsWarper(2.5)),
        "top-k 1": warped(logits, TopKLogitsWarper(1)),
        "top-k 3": warped(logits, TopKLogitsWarper(3)),
        "top-k 10": warped(logits, TopKLogitsWarper(10)),
        "top-p 0.01": warped(logits, TopPLogitsWarper(0.01)),
        "top-p 0.5": warped(logits, TopPLogitsWarper(0.5)),
        "top-p 0.9": warped(logits, TopPLogitsWarper(0.9)),
        "top-p 1": warped(logits, TopPLogitsWarper(1.0)),
        "temperature 2, top-k 5, top-p 0.8": warped(
            logits, TemperatureLogitsWarper(2.0), TopKLogitsWarper(5), TopPLogitsWarper(0.8)
        ),
        "top-p 0.8, top-k 2, temperature 0.5": warped(
            logits, TopPLogitsWarper(0.8), TopKLogitsWarper(2), TemperatureLogitsWarper(0.5)
        ),
        "forbid 2, 7": warped(logits, MinLengthLogitsProcessor(3, [2, 7])),
    },
    "top-p of shares": {"0.7": warped(shares, TopPLogitsWarper(0.7)), "0.81": warped(shares, TopPLogitsWarper(0.81))},
    "table": plain(table.log_softmax(2)),
    "beams": [beam(table, prompts, **setting) for setting in settings],
    "greedy": {"end": [5, 1], "maxLength": 7, "tokens": greedy(table, prompts, eos_token_id=[5, 1], max_new_tokens=7)},
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(out, indent=1) + "\n")
