"""Comparison of train_peer.py with DCD: the same weights and batches must give the same losses and gradient norms.

dcd-bench --check FILE writes a safetensors file with the weights ("teacher/model..."), the batches of a few steps
("1/fake/z"), and the loss and gradient norm of each step ("1/fake/loss"). Dropout is off on both sides.
"""
import json
import struct

import torch

from peer_network import Denoiser, SongUNet, multiply_accumulates
from peer_steps import Distillation, Training

# Relative difference of float32 results
TOLERANCE = 1e-5
# DCD convolves before it enlarges where the result is the same, so its count is slightly lower.
MACS_TOLERANCE = 0.05


def read_safetensors(file):
    """Tensors and metadata by name."""
    with open(file, "rb") as source:
        header = json.loads(source.read(struct.unpack("<Q", source.read(8))[0]))
        data = bytearray(source.read())
    metadata = header.pop("__metadata__", {})
    types = {"F32": torch.float32, "F64": torch.float64}
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = torch.frombuffer(data[begin:end], dtype=types[entry["dtype"]]).reshape(entry["shape"])
    return tensors, metadata


def part(tensors, prefix):
    return {name[len(prefix):]: tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def compare(file, network, device):
    """Repeats the steps of the file. Exits with status 1 if a result differs by more than the tolerance."""
    tensors, metadata = read_safetensors(file)
    tensors = {name: tensor.to(device) for name, tensor in tensors.items()}

    def denoiser(weights="teacher/"):
        net = Denoiser(SongUNet(network.resolution, network.image_channels, network.channels, network.multipliers,
                                network.blocks, network.attention, dropout=0)).to(device)
        net.load_state_dict(part(tensors, weights))  # refuses other names and shapes
        return net

    rate = float(metadata["learning-rate"])
    worst = 0
    teacher = denoiser()
    macs = multiply_accumulates(teacher, (network.image_channels, network.resolution, network.resolution))
    theirs = int(metadata["macs"])
    print(f"{sum(p.numel() for p in teacher.parameters())} parameters; multiply-accumulates DCD {theirs}, peer {macs}")
    if metadata["what"] == "train":
        training = Training(teacher, network.sigma, rate)
        runs = {"teacher": (training.trained, training.loss)}
    else:
        distillation = Distillation(teacher, denoiser, network.sigma, network.alpha, rate, clip=network.clip)
        distillation.generator.load_state_dict(part(tensors, "generator/"))
        runs = {"fake": (distillation.trained_fake, distillation.fake_loss),
                "generator": (distillation.trained_generator, distillation.generator_loss)}
    # a generator's loss is a sum of either sign that may be close to 0, so differences are relative to the largest
    scale = {}
    for name, tensor in tensors.items():
        if name.endswith(("/loss", "/norm")):
            figure = name.split("/", 1)[1]
            scale[figure] = max(scale.get(figure, 0), abs(tensor.item()))
    for step in range(1, int(metadata["steps"]) + 1):
        for name, (trained, loss) in runs.items():
            if metadata["what"] == "distil":
                distillation.fake.requires_grad_(name == "fake")
                distillation.generator.requires_grad_(name == "generator")
            batch = part(tensors, f"{step}/{name}/")
            expected = {"loss": batch.pop("loss").item(), "norm": batch.pop("norm").item()}
            actual = {"loss": trained.update(loss, batch).item(), "norm": trained.gradient_norm().item()}
            for figure, value in actual.items():
                difference = abs(value - expected[figure]) / scale[f"{name}/{figure}"]
                worst = max(worst, difference)
                print(f"step {step} {name} {figure}: DCD {expected[figure]:.8g}, peer {value:.8g}, "
                      f"relative difference {difference:.1e}")
    if not worst <= TOLERANCE or abs(theirs - macs) > MACS_TOLERANCE * macs:
        raise SystemExit(f"peer_check.py: the two sides differ (largest relative difference {worst:.1e}, "
                         f"tolerance {TOLERANCE:.0e})")
    print(f"largest relative difference {worst:.1e}, tolerance {TOLERANCE:.0e}")
