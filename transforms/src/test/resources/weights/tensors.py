# Writes tensors-zip.pth, tensors-legacy.pth and tensors.json, with PyTorch 1.13.
import json
from collections import OrderedDict

import torch

base = torch.arange(24, dtype=torch.float32).reshape(4, 6) / 8
numbers = [-2.5, 0.0999755859375, 3, 1000, 0]
torch.manual_seed(0)
module = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
tensors = OrderedDict(
    whole=base,
    transposed=base.t(),
    column=base[:, 2],
    corner=base[1:3, 1:6:2],
    permuted=torch.arange(12.0).reshape(2, 3, 2).permute(2, 0, 1),
    repeated=torch.tensor([1.5, -2]).expand(3, 2),
    scalar=torch.tensor(2.5),
    empty=torch.zeros(0, 3),
    parameter=torch.nn.Parameter(torch.tensor([1.0, 2.0])),
    f16=torch.tensor(numbers).half(),
    bf16=torch.tensor(numbers).bfloat16()[1:],
    f64=torch.tensor(numbers, dtype=torch.float64) / 3,
    i64=torch.tensor([2**62 + 1, -5]),
    i32=torch.tensor([[-(2**31), 7]], dtype=torch.int32),
    i16=torch.tensor([-300, 300], dtype=torch.int16),
    i8=torch.tensor([-128, 127], dtype=torch.int8),
    u8=torch.tensor([0, 200, 255], dtype=torch.uint8),
    bool=torch.tensor([True, False]),
)
saved = {"state_dict": tensors, "module": module.state_dict(), "nested": {"ema": {"w": base[0], 3: base[1]}},
         "step": 7, "lr": 0.1, "betas": (0.9, 0.99), "name": "täst", "none": None, "large": 2**70}
torch.save(saved, "tensors-zip.pth")
torch.save(saved, "tensors-legacy.pth", _use_new_zipfile_serialization=False)


def flat(entry, prefix=""):
    for key, value in entry.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{key}.")
        elif isinstance(value, torch.Tensor):
            exact = value.detach()
            exact = exact.double() if exact.is_floating_point() else exact.long()
            yield prefix + str(key), {"shape": list(value.shape), "values": exact.flatten().tolist()}


with open("tensors.json", "w") as out:
    out.write("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in flat(saved)) + "\n}\n")
