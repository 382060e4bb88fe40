"""Times PyTorch's recurrent layers on its CPU threads. Reads a line of JSON for one run (cell, pass, batch, steps, inputs,
hidden) and answers with its milliseconds; the first line says its version and threads."""

import json
import sys
import time

import torch

layers = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}
made = {}

print(json.dumps({"version": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
for line in sys.stdin:
    job = json.loads(line)
    if line not in made:
        torch.manual_seed(1)
        layer = layers[job["cell"]](job["inputs"], job["hidden"], batch_first=True)
        made[line] = layer, torch.randn(job["batch"], job["steps"], job["inputs"])
    layer, xs = made[line]
    start = time.perf_counter()
    if job["pass"] == "forward":
        with torch.no_grad():
            layer(xs)
    else:
        layer.zero_grad()
        layer(xs)[0].sum().backward()
    print(1000 * (time.perf_counter() - start), flush=True)
