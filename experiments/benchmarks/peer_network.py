"""EDM's SongUNet ("DDPM++") with its preconditioning in plain PyTorch: the network of train_peer.py.

Source: Karras et al. 2022, Table 1 and Table 7. Parameter names are EDM's.
"""
import math

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
        # with autocast, in the precision of the convolution before it, as in EDM
        return functional.group_norm(x, self.groups, self.weight.to(x.dtype), self.bias.to(x.dtype), self.eps)


class Block(torch.nn.Module):
    """EDM's UNetBlock with DDPM++ settings: one attention head, skips scaled by sqrt(0.5)."""

    def __init__(self, inputs, outputs, embedding, dropout, up=False, down=False, attention=False):
        super().__init__()
        self.norm0 = GroupNorm(inputs)
        self.conv0 = Conv(inputs, outputs, 3, up=up, down=down)
        self.affine = Linear(embedding, outputs)
        self.norm1 = GroupNorm(outputs)
        self.conv1 = Conv(outputs, outputs, 3, scale=1e-5)
        self.skip = None
        if inputs != outputs or up or down:
            self.skip = Conv(inputs, outputs, 1, up=up, down=down)
        self.dropout = dropout
        self.attention = attention
        if attention:
            self.norm2 = GroupNorm(outputs)
            self.qkv = Conv(outputs, outputs * 3, 1, scale=math.sqrt(0.2))
            self.proj = Conv(outputs, outputs, 1, scale=1e-5)

    def forward(self, x, embedding):
        h = self.conv0(functional.silu(self.norm0(x)))
        h = functional.silu(self.norm1(h + self.affine(embedding)[:, :, None, None]))
        if self.dropout:
            h = functional.dropout(h, p=self.dropout, training=self.training)
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
    def __init__(self, resolution, image_channels, channels, multipliers, blocks, attention, dropout):
        super().__init__()
        embedding = channels * 4
        self.channels = channels
        self.map_layer0 = Linear(channels, embedding)
        self.map_layer1 = Linear(embedding, embedding)

        def block(inputs, outputs, **options):
            return Block(inputs, outputs, embedding, dropout, **options)

        self.enc = torch.nn.ModuleDict()
        current, skips = channels, []
        for level, multiplier in enumerate(multipliers):
            size = resolution >> level
            if level == 0:
                self.enc[f"{size}x{size}_conv"] = Conv(image_channels, current, 3)
            else:
                self.enc[f"{size}x{size}_down"] = block(current, current, down=True)
            skips.append(current)
            for index in range(blocks):
                out = channels * multiplier
                self.enc[f"{size}x{size}_block{index}"] = block(current, out, attention=size in attention)
                current = out
                skips.append(current)

        self.dec = torch.nn.ModuleDict()
        for level, multiplier in reversed(list(enumerate(multipliers))):
            size = resolution >> level
            if level == len(multipliers) - 1:
                self.dec[f"{size}x{size}_in0"] = block(current, current, attention=True)
                self.dec[f"{size}x{size}_in1"] = block(current, current)
            else:
                self.dec[f"{size}x{size}_up"] = block(current, current, up=True)
            for index in range(blocks + 1):
                out = channels * multiplier
                last = index == blocks
                self.dec[f"{size}x{size}_block{index}"] = block(
                    current + skips.pop(), out, attention=last and size in attention)
                current = out
        self.dec[f"{resolution}x{resolution}_aux_norm"] = GroupNorm(current)
        self.dec[f"{resolution}x{resolution}_aux_conv"] = Conv(current, image_channels, 3, scale=1e-5)

    def embed(self, noise_labels):
        half = self.channels // 2
        frequencies = torch.arange(half, dtype=torch.float32, device=noise_labels.device) / (half - 1)
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
    """EDM preconditioning in float32 around a network in a precision (Karras et al. 2022, Table 1)."""

    def __init__(self, model, bfloat16=False):
        super().__init__()
        self.model = model
        self.bfloat16 = bfloat16

    def forward(self, x, sigma):
        total = sigma ** 2 + SIGMA_DATA ** 2
        with torch.autocast(x.device.type, dtype=torch.bfloat16, enabled=self.bfloat16):
            f = self.model(x / total.sqrt(), sigma.log().flatten() / 4)
        return SIGMA_DATA ** 2 / total * x + sigma * SIGMA_DATA / total.sqrt() * f.float()


@torch.no_grad()
def multiply_accumulates(denoiser, shape):
    """Multiply-accumulates of convolutions, linear layers and attention in one evaluation of one image."""
    counts = []

    def convolution(module, _, output):
        counts.append(output.numel() * module.weight[0].numel())

    def attention(module, _, output):
        _, c, height, width = output.shape
        counts.append(2 * c * (height * width) ** 2)

    hooks = []
    for module in denoiser.modules():
        if isinstance(module, (Conv, Linear)):
            hooks.append(module.register_forward_hook(convolution))
        elif isinstance(module, Block) and module.attention:
            hooks.append(module.register_forward_hook(attention))
    device = next(denoiser.parameters()).device
    denoiser(torch.zeros(1, *shape, device=device), torch.ones(1, 1, 1, 1, device=device))
    for hook in hooks:
        hook.remove()
    return sum(counts)
