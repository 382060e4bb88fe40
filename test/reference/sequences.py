"""Writes sequences.json: tf-idf by scikit-learn, losses of word2vec and their gradients by PyTorch, in 64-bit.

    python -m venv /some/where && /some/where/bin/pip install torch numpy scikit-learn
    /some/where/bin/python test/reference/sequences.py
"""

import json
import pathlib
import platform

import sklearn
import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from torch.nn.functional import cross_entropy, logsigmoid

torch.manual_seed(24)
torch.set_default_dtype(torch.float64)
V, D = 6, 3
documents = ["the whale and the sea", "the captain of the ship", "a ship at sea and a whale whale", "captain"]


def plain(tensor):
    return tensor.detach().tolist()


def tf_idf(smooth, norm):
    vectorizer = TfidfVectorizer(smooth_idf=smooth, norm="l2" if norm else None, token_pattern=r"\w+")
    matrix = vectorizer.fit_transform(documents).toarray()
    names = vectorizer.get_feature_names_out().tolist()
    other = vectorizer.transform(["the whale saw the harpoon"]).toarray()
    return {"smooth": smooth, "norm": norm, "words": names, "matrix": matrix.tolist(), "other": other.tolist()}


def losses():
    W, U = (torch.randn(V, D, requires_grad=True) for _ in range(2))
    centres, contexts = torch.tensor([0, 3, 3, 5, 1]), torch.tensor([2, 4, 0, 3, 3])
    around, noise = torch.randint(V, (5, 4)), torch.randint(V, (5, 3))

    def with_gradients(loss):
        dW, dU = torch.autograd.grad(loss, [W, U], retain_graph=True)
        return {"loss": loss.item(), "W": plain(dW), "U": plain(dU)}

    v, u = W[centres], U[contexts]
    return {
        "W": plain(W),
        "U": plain(U),
        "centres": centres.tolist(),
        "contexts": contexts.tolist(),
        "around": around.tolist(),
        "noise": noise.tolist(),
        "skipGram": with_gradients(cross_entropy(v @ U.T, contexts, reduction="sum")),
        "cbow": with_gradients(cross_entropy(W[around].mean(1) @ U.T, centres, reduction="sum")),
        "negative": with_gradients(
            -logsigmoid((u * v).sum(1)).sum() - logsigmoid(-(U[noise] * v[:, None]).sum(2)).sum()
        ),
    }


made_by = f"scikit-learn {sklearn.__version__}, PyTorch {torch.__version__.split('+')[0]}, Python {platform.python_version()}"
result = {
    "made by": made_by,
    "documents": documents,
    "tfIdf": [tf_idf(True, True), tf_idf(True, False)],
    "word2vec": losses(),
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result))
print(path.name, path.stat().st_size)
