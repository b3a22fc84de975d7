#!/usr/bin/python3
"""The peer of dcd-bench: trains, distils and samples EDM's SongUNet in plain PyTorch, and prints one line of JSON.

Needs nothing but PyTorch, 1.13 (Debian's python3-torch) or later, and the three peer files of this folder. It is
efficient without special tricks: optimiser and moving average work on lists of tensors, weights that are not trained
need no gradients, and random numbers are drawn on the device. The distillation step is that of SiD's released code
(github.com/mingyuanzhou/SiD) with the corrupted fake images of DCD. Sources: Karras et al. 2022, Daras et al. 2025
(ambient Tweedie), Zhou et al. 2024 (SiD).
"""
import argparse
import datetime
import json
import math
import os
import platform
import resource
import statistics
import time
from types import SimpleNamespace

import torch

import peer_check
from peer_network import Denoiser, SongUNet, multiply_accumulates
from peer_steps import Distillation, Training, heun_sample

# The networks of experiments/quickstart.yaml, colour.yaml and ddpmpp.yaml; sigma is the noise level of the data.
NETWORKS = {
    "quickstart": dict(resolution=16, image_channels=1, channels=16, multipliers=[1, 2, 2], blocks=1, attention=[],
                       dropout=0, batch=48, sigma=0.5, alpha=1.0, clip=10),
    "colour": dict(resolution=32, image_channels=3, channels=32, multipliers=[1, 2, 2], blocks=2, attention=[8],
                   dropout=0, batch=64, sigma=0.2, alpha=1.2, clip=0),
    "ddpmpp": dict(resolution=32, image_channels=3, channels=128, multipliers=[2, 2, 2], blocks=4, attention=[16],
                   dropout=0.13, batch=512, sigma=0.2, alpha=1.2, clip=0),
}


class Clock:
    """Durations of repeated work, without waiting for a GPU in between."""

    def __init__(self, device):
        self.cuda = device == "cuda"
        self.marks = []

    def mark(self):
        if self.cuda:
            event = torch.cuda.Event(enable_timing=True)
            event.record()
            self.marks.append(event)
        else:
            self.marks.append(time.perf_counter())

    def seconds(self):
        pairs = list(zip(self.marks, self.marks[1:]))
        if self.cuda:
            torch.cuda.synchronize()
            return [a.elapsed_time(b) / 1000 for a, b in pairs]
        return [b - a for a, b in pairs]


def work(what, network, options):
    """The denoiser and a function that performs one step and returns a number."""
    def denoiser():
        model = SongUNet(network.resolution, network.image_channels, network.channels, network.multipliers,
                         network.blocks, network.attention, network.dropout)
        layout = torch.channels_last if options.channels_last else torch.contiguous_format
        return Denoiser(model, options.precision == "bfloat16").to(options.device, memory_format=layout)

    shape = (network.image_channels, network.resolution, network.resolution)
    if what == "train":
        images = torch.rand(4096, *shape, device=options.device) * 2 - 1
        data = images + network.sigma * torch.randn_like(images)
        training = Training(denoiser(), network.sigma, rate=1e-3, micro_batch=options.micro_batch)
        return training.denoiser, lambda: training.step(training.draw(data, options.batch))
    if what == "distil":
        teacher = denoiser()
        distillation = Distillation(teacher, denoiser, network.sigma, network.alpha, rate=1e-5, clip=network.clip,
                                    micro_batch=options.micro_batch)
        return teacher, lambda: distillation.step(*distillation.draw(options.batch, shape))[1]
    net = denoiser().eval()
    z = torch.randn(options.batch, *shape, device=options.device)

    @torch.no_grad()
    def sample():
        if what == "sample":
            return heun_sample(net, z, 18).mean()
        return net(z * 2.5, torch.full((options.batch, 1, 1, 1), 2.5, device=options.device)).mean()

    return net, sample


def processor():
    """Name of the GPU or of the processor."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as info:
            return next(line.split(":", 1)[1].strip() for line in info if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def measure(options):
    network = SimpleNamespace(**NETWORKS[options.network])
    options.batch = options.batch or network.batch
    torch.manual_seed(1)
    denoiser, step = work(options.what, network, options)
    for _ in range(options.warmup):
        step()
    if options.device == "cuda":
        torch.cuda.synchronize()
        torch.cuda.reset_peak_memory_stats()
    clock, cpu = Clock(options.device), time.process_time()
    clock.mark()
    for _ in range(options.steps):
        value = step()
        clock.mark()
    seconds = clock.seconds()
    cpu = time.process_time() - cpu
    if not math.isfinite(value):
        raise SystemExit(f"train_peer.py: the last step gave {value.item()}")
    figures = {
        "engine": f"PyTorch {torch.__version__} on {options.device}",
        "what": options.what,
        "network": options.network,
        "parameters": sum(p.numel() for p in denoiser.parameters()),
        "macs": multiply_accumulates(denoiser, (network.image_channels, network.resolution, network.resolution)),
        "precision": options.precision,
        "threads": options.threads,
        "batch": options.batch,
        "micro_batch": options.micro_batch or options.batch,
        "steps": options.steps,
        "images_per_second": round(options.batch * options.steps / sum(seconds), 2),
        "images_per_second_median_step": round(options.batch / statistics.median(seconds), 2),
        "cpu_seconds_per_step": round(cpu / options.steps, 4),
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
        "last": value.item(),
        "machine": torch.cuda.get_device_name() if options.device == "cuda" else processor(),
        "date": datetime.date.today().isoformat(),
        "load": round(os.getloadavg()[0], 2),
        "preload": os.path.basename(os.environ.get("LD_PRELOAD", "")),
    }
    if options.device == "cuda":
        figures["peak_gpu_mb"] = torch.cuda.max_memory_allocated() >> 20
        figures["reserved_gpu_mb"] = torch.cuda.max_memory_reserved() >> 20
        figures["tf32"], figures["cudnn_benchmark"] = options.tf32, options.cudnn_benchmark
    print(json.dumps(figures))


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", nargs="?", default="train", choices=["train", "distil", "sample", "generate"],
                        help="train a teacher; distil: one step of fake score and generator; sample: 18 Heun steps; "
                        "generate: one evaluation")
    parser.add_argument("--network", default="quickstart", choices=NETWORKS)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, help="images per step; that of the network by default")
    parser.add_argument("--micro-batch", type=int, help="images computed at once; the whole batch by default")
    parser.add_argument("--warmup", type=int, default=20, help="steps before the clock starts")
    parser.add_argument("--steps", type=int, default=100, help="steps measured")
    parser.add_argument("--precision", default="float32", choices=["float32", "bfloat16"],
                        help="bfloat16: autocast around the network")
    parser.add_argument("--device", default="cpu", choices=["cpu", "cuda"])
    parser.add_argument("--channels-last", action="store_true", help="memory layout of convolutions")
    parser.add_argument("--tf32", action="store_true", help="allow TF32 in float32; off as in EDM's training")
    parser.add_argument("--no-cudnn-benchmark", dest="cudnn_benchmark", action="store_false",
                        help="let cuDNN choose algorithms by rules instead of by measurements")
    parser.add_argument("--check", metavar="FILE", help="compare losses with those that dcd-bench --check has written")
    return parser.parse_args()


def main():
    options = parse()
    torch.set_num_threads(options.threads)
    torch.backends.cudnn.benchmark = options.cudnn_benchmark
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = options.tf32
    if options.check:
        peer_check.compare(options.check, SimpleNamespace(**NETWORKS[options.network]), options.device)
    else:
        measure(options)


if __name__ == "__main__":
    main()
