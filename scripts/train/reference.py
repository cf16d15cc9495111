"""The reference models of scripts/reference, and writing what `fovea` reads."""
import json
import pathlib
import sys

import torch
from safetensors.torch import save_file

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "reference"))

from common import PlainViT, load, preprocess  # noqa: E402, F401
from elastic import ElasticLFViT  # noqa: E402, F401
from lfvit import LFViT  # noqa: E402, F401
from lookupvit import LookupViT  # noqa: E402, F401


def save(model, config, path):
    """Writes weights as fp16 with the configuration in the file's metadata."""
    state = {name: value.detach().cpu().to(torch.float16).contiguous() for name, value in model.state_dict().items()}
    path = pathlib.Path(path)
    beside = path.with_name(path.name + ".new")
    save_file(state, beside, metadata={"config": json.dumps(config)})
    beside.replace(path)
