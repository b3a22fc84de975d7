#!/usr/bin/python3
"""Baseline of the training benchmark: EDM's SongUNet, ambient Tweedie loss, Adam and EMA in plain PyTorch.

Written for Debian's python3-torch (1.13), efficient but without special tricks. Prints one line of JSON with the images
per second after a warm-up. Sources: Karras et al. 2022 (network "DDPM++",
preconditioning, Table 1), Daras et al. 2025 (ambient Tweedie).
"""
import argparse
import json
import math
import os
import statistics
import time

import torch
from torch.nn import functional

SIGMA_DATA = 0.5
SKIP_SCALE = math.sqrt(0.5)


def xavier(*shape, scale=1.0):
    """EDM's xavier_uniform; its "zero" layers use a scale of 1e-5."""
    receptive = math.prod(shape[2:])
    bound = math.sqrt(6 / ((shape[0] + shape[1]) * receptive))
    return torch.nn.Parameter((torch.rand(*shape) * 2 - 1) * bound * scale)


class Linear(torch.nn.Module):
    def __init__(self, inputs, outputs, scale=1.0):
        super().__init__()
        self.weight = xavier(outputs, inputs, scale=scale)
        self.bias = torch.nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        return functional.linear(x, self.weight, self.bias)


class Conv(torch.nn.Module):
    """Convolution after an optional nearest up-sampling or 2x2 average."""

    def __init__(self, inputs, outputs, kernel, up=False, down=False, scale=1.0):
        super().__init__()
        self.up, self.down, self.padding = up, down, kernel // 2
        self.weight = xavier(outputs, inputs, kernel, kernel, scale=scale)
        self.bias = torch.nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        if self.up:
            x = functional.interpolate(x, scale_factor=2, mode="nearest")
        if self.down:
            x = functional.avg_pool2d(x, 2)
        return functional.conv2d(x, self.weight, self.bias, padding=self.padding)


class GroupNorm(torch.nn.Module):
    def __init__(self, channels, eps=1e-6):
        super().__init__()
        self.groups, self.eps = min(32, channels // 4), eps
        self.weight = torch.nn.Parameter(torch.ones(channels))
        self.bias = torch.nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        return functional.group_norm(x, self.groups, self.weight, self.bias, self.eps)


class Block(torch.nn.Module):
    """EDM's UNetBlock with DDPM++ settings: one attention head, skips scaled by sqrt(0.5)."""

    def __init__(self, inputs, outputs, embedding, up=False, down=False, attention=False):
        super().__init__()
        self.norm0 = GroupNorm(inputs)
        self.conv0 = Conv(inputs, outputs, 3, up=up, down=down)
        self.affine = Linear(embedding, outputs)
        self.norm1 = GroupNorm(outputs)
        self.conv1 = Conv(outputs, outputs, 3, scale=1e-5)
        self.skip = None
        if inputs != outputs or up or down:
            self.skip = Conv(inputs, outputs, 1, up=up, down=down)
        self.attention = attention
        if attention:
            self.norm2 = GroupNorm(outputs)
            self.qkv = Conv(outputs, outputs * 3, 1, scale=math.sqrt(0.2))
            self.proj = Conv(outputs, outputs, 1, scale=1e-5)

    def forward(self, x, embedding):
        h = self.conv0(functional.silu(self.norm0(x)))
        h = functional.silu(self.norm1(h + self.affine(embedding)[:, :, None, None]))
        h = self.conv1(h)
        x = (h + (self.skip(x) if self.skip else x)) * SKIP_SCALE
        if self.attention:
            n, c, height, width = x.shape
            # EDM interleaves q, k and v within each channel
            q, k, v = self.qkv(self.norm2(x)).reshape(n, c, 3, height * width).unbind(2)
            w = torch.softmax(torch.bmm(q.transpose(1, 2), k / math.sqrt(c)), dim=2)
            a = torch.bmm(v, w.transpose(1, 2)).reshape(x.shape)
            x = (self.proj(a) + x) * SKIP_SCALE
        return x


class SongUNet(torch.nn.Module):
    def __init__(self, resolution, image_channels, channels, multipliers, blocks, attention):
        super().__init__()
        embedding = channels * 4
        self.channels = channels
        self.map_layer0 = Linear(channels, embedding)
        self.map_layer1 = Linear(embedding, embedding)

        self.enc = torch.nn.ModuleDict()
        current, skips = channels, []
        for level, multiplier in enumerate(multipliers):
            size = resolution >> level
            if level == 0:
                self.enc[f"{size}x{size}_conv"] = Conv(image_channels, current, 3)
            else:
                self.enc[f"{size}x{size}_down"] = Block(current, current, embedding, down=True)
            skips.append(current)
            for index in range(blocks):
                out = channels * multiplier
                self.enc[f"{size}x{size}_block{index}"] = Block(current, out, embedding, attention=size in attention)
                current = out
                skips.append(current)

        self.dec = torch.nn.ModuleDict()
        for level, multiplier in reversed(list(enumerate(multipliers))):
            size = resolution >> level
            if level == len(multipliers) - 1:
                self.dec[f"{size}x{size}_in0"] = Block(current, current, embedding, attention=True)
                self.dec[f"{size}x{size}_in1"] = Block(current, current, embedding)
            else:
                self.dec[f"{size}x{size}_up"] = Block(current, current, embedding, up=True)
            for index in range(blocks + 1):
                out = channels * multiplier
                last = index == blocks
                self.dec[f"{size}x{size}_block{index}"] = Block(
                    current + skips.pop(), out, embedding, attention=last and size in attention)
                current = out
        self.dec[f"{resolution}x{resolution}_aux_norm"] = GroupNorm(current)
        self.dec[f"{resolution}x{resolution}_aux_conv"] = Conv(current, image_channels, 3, scale=1e-5)

    def embed(self, noise_labels):
        half = self.channels // 2
        frequencies = torch.arange(half, dtype=torch.float32) / (half - 1)
        angles = torch.outer(noise_labels, (1 / 10000) ** frequencies)
        # EDM swaps the halves of the positional embedding: sine first
        embedding = torch.cat([angles.sin(), angles.cos()], dim=1)
        return functional.silu(self.map_layer1(functional.silu(self.map_layer0(embedding))))

    def forward(self, x, noise_labels):
        embedding = self.embed(noise_labels)
        skips = []
        for block in self.enc.values():
            x = block(x, embedding) if isinstance(block, Block) else block(x)
            skips.append(x)
        for name, block in self.dec.items():
            if name.endswith("_aux_norm"):
                x = functional.silu(block(x))
            elif name.endswith("_aux_conv"):
                x = block(x)
            else:
                if "_block" in name:
                    x = torch.cat([x, skips.pop()], dim=1)
                x = block(x, embedding)
        return x


class Denoiser(torch.nn.Module):
    """EDM preconditioning (Karras et al. 2022, Table 1)."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, x, sigma):
        total = sigma ** 2 + SIGMA_DATA ** 2
        f = self.model(x / total.sqrt(), sigma.log().flatten() / 4)
        return SIGMA_DATA ** 2 / total * x + sigma * SIGMA_DATA / total.sqrt() * f


def ambient_tweedie(denoiser, y, data_sigma, sigma, noise):
    """Loss of each image: the prediction of y from y_t, EDM weight at max(s, sigma)."""
    s2 = sigma.clamp(min=data_sigma) ** 2
    excess = s2 - data_sigma ** 2
    yt = y + excess.sqrt() * noise
    prediction = excess / s2 * denoiser(yt, s2.sqrt()) + data_sigma ** 2 / s2 * yt
    weight = (s2 + SIGMA_DATA ** 2) / (s2 * SIGMA_DATA ** 2)
    return (weight * (prediction - y) ** 2).sum(dim=(1, 2, 3))


@torch.no_grad()
def heun_sample(denoiser, z, steps, sigma_max=80.0, sigma_min=0.002, rho=7):
    """EDM's deterministic sampler: 2·steps - 1 evaluations of the network."""
    levels = (sigma_max ** (1 / rho) + torch.arange(steps) / (steps - 1)
              * (sigma_min ** (1 / rho) - sigma_max ** (1 / rho))) ** rho
    levels = levels.tolist() + [0.0]

    def slope(x, level):
        return (x - denoiser(x, torch.full((x.shape[0], 1, 1, 1), level))) / level

    x = z * levels[0]
    for level, following in zip(levels, levels[1:]):
        d = slope(x, level)
        euler = x + (following - level) * d
        x = euler if following == 0 else x + (following - level) * (d + slope(euler, following)) / 2
    return x


def train_step(denoiser, averaged, optimiser, data, options):
    index = torch.randint(len(data), (options.batch,))
    y = data[index]
    sigma = torch.exp(torch.randn(options.batch, 1, 1, 1) * 1.2 - 0.6)
    loss = ambient_tweedie(denoiser, y, options.sigma, sigma, torch.randn_like(y)).mean()
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    optimiser.step()
    with torch.no_grad():
        torch._foreach_mul_(averaged, options.ema)
        torch._foreach_add_(averaged, list(denoiser.parameters()), alpha=1 - options.ema)
    return loss


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", nargs="?", default="train", choices=["train", "sample", "generate"],
                        help="train; sample: 18 Heun steps; generate: one step")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=48)
    parser.add_argument("--warmup", type=int, default=20, help="steps before the clock starts")
    parser.add_argument("--steps", type=int, default=100, help="steps measured")
    parser.add_argument("--resolution", type=int, default=16)
    parser.add_argument("--image-channels", type=int, default=1)
    parser.add_argument("--channels", type=int, default=16)
    parser.add_argument("--multipliers", type=lambda text: [int(m) for m in text.split(",")], default=[1, 2, 2])
    parser.add_argument("--blocks", type=int, default=1)
    parser.add_argument("--attention", type=lambda text: [int(m) for m in text.split(",") if m], default=[],
                        help="resolutions with attention besides the bottleneck's block in0")
    parser.add_argument("--sigma", type=float, default=0.5, help="noise level of the data")
    parser.add_argument("--ema", type=float, default=0.995)
    return parser.parse_args()


def main():
    options = parse()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    network = SongUNet(options.resolution, options.image_channels, options.channels, options.multipliers,
                       options.blocks, options.attention)
    denoiser = Denoiser(network)
    shape = (options.image_channels, options.resolution, options.resolution)

    if options.what == "train":
        data = torch.rand(4096, *shape) * 2 - 1 + options.sigma * torch.randn(4096, *shape)
        averaged = [p.detach().clone() for p in denoiser.parameters()]
        optimiser = torch.optim.Adam(denoiser.parameters(), lr=2e-3, betas=(0.9, 0.999), eps=1e-8, foreach=True)

        def step():
            return train_step(denoiser, averaged, optimiser, data, options)
    else:
        denoiser.eval()
        z = torch.randn(options.batch, *shape)
        level = torch.full((options.batch, 1, 1, 1), 2.5)

        def step():
            with torch.no_grad():
                x = heun_sample(denoiser, z, 18) if options.what == "sample" else denoiser(z * 2.5, level)
            return x.mean()

    for _ in range(options.warmup):
        step()
    seconds, cpu = [], time.process_time()
    for _ in range(options.steps):
        start = time.perf_counter()
        value = step().item()
        seconds.append(time.perf_counter() - start)
    if not math.isfinite(value):
        raise SystemExit(f"the last step gave {value}")
    print(json.dumps({
        "engine": f"python-torch-{torch.__version__}",
        "what": options.what,
        "images_per_second": round(options.batch * options.steps / sum(seconds), 1),
        "images_per_second_median_step": round(options.batch / statistics.median(seconds), 1),
        "cpu_seconds_per_step": round((time.process_time() - cpu) / options.steps, 4),
        "parameters": sum(p.numel() for p in denoiser.parameters()),
        "threads": options.threads,
        "batch": options.batch,
        "steps": options.steps,
        "last": value,
        "preload": os.path.basename(os.environ.get("LD_PRELOAD", "")),
    }))


if __name__ == "__main__":
    main()
