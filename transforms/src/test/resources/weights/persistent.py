# Writes persistent.pkl with PyTorch 1.13: a network in the format of EDM's snapshots. Classes have EDM's names and are
# pickled as by torch_utils.persistence, with a placeholder instead of their source code. Element i of a tensor is
# ((37 i + 101 k) mod 257 - 128) / 256, where k is the index of the tensor in the order of names.
import pickle
import sys
import types
from collections import OrderedDict

import numpy as np
import torch

persistence = types.ModuleType("torch_utils.persistence")
exec("def _reconstruct_persistent_obj(meta): raise NotImplementedError", persistence.__dict__)
persistence._reconstruct_persistent_obj.__module__ = persistence.__name__
sys.modules["torch_utils"] = types.ModuleType("torch_utils")
sys.modules[persistence.__name__] = persistence


class Persistent(torch.nn.Module):
    def __init__(self, name, **attributes):
        super().__init__()
        self.name = name
        self.__dict__.update(attributes)
        self._init_args = ()
        self._init_kwargs = dict(attributes, init=dict(init_mode="xavier_uniform", init_weight=np.sqrt(0.2)))

    def __reduce__(self):
        state = {key: value for key, value in self.__dict__.items() if key != "name"}
        meta = dict(type="class", version=6, module_src="raise SystemExit('never run')", class_name=self.name, state=state)
        return persistence._reconstruct_persistent_obj, (meta,), None


def layer(name, weight, bias=True, **attributes):
    module = Persistent(name, **attributes)
    module.weight = torch.nn.Parameter(torch.zeros(weight))
    module.bias = torch.nn.Parameter(torch.zeros(weight[0])) if bias else None
    if name == "Conv2d":
        module.register_buffer("resample_filter", None)
    return module


def conv(inputs, outputs, kernel):
    return layer("Conv2d", (outputs, inputs, kernel, kernel), up=False, down=False)


def block(inputs, outputs, attention=False):
    module = Persistent("UNetBlock", dropout=0.13, skip_scale=np.sqrt(0.5), num_heads=1 if attention else 0)
    module.norm0 = layer("GroupNorm", (inputs,), eps=1e-6)
    module.conv0 = conv(inputs, outputs, 3)
    module.affine = layer("Linear", (outputs, 64))
    module.norm1 = layer("GroupNorm", (outputs,), eps=1e-6)
    module.conv1 = conv(outputs, outputs, 3)
    module.skip = conv(inputs, outputs, 1) if inputs != outputs else None
    if attention:
        module.norm2 = layer("GroupNorm", (outputs,), eps=1e-6)
        module.qkv = conv(outputs, 3 * outputs, 1)
        module.proj = conv(outputs, outputs, 1)
    return module


net = Persistent("SongUNet", label_dropout=0)
net.map_noise = Persistent("PositionalEmbedding", num_channels=16, max_positions=10000, endpoint=True)
net.map_label = None
net.map_augment = layer("Linear", (16, 9), bias=False)
net.map_layer0 = layer("Linear", (64, 16))
net.map_layer1 = layer("Linear", (64, 64))
net.enc = torch.nn.ModuleDict(OrderedDict([("4x4_conv", conv(1, 16, 3)), ("4x4_block0", block(16, 16))]))
net.dec = torch.nn.ModuleDict(OrderedDict([
    ("4x4_in0", block(16, 16, attention=True)), ("4x4_in1", block(16, 16)), ("4x4_block0", block(32, 16)),
    ("4x4_block1", block(32, 16)), ("4x4_aux_norm", layer("GroupNorm", (16,), eps=1e-6)), ("4x4_aux_conv", conv(16, 1, 3))]))
ema = Persistent("EDMPrecond", img_resolution=4, img_channels=1, label_dim=0, use_fp16=False, sigma_min=0,
                 sigma_max=float("inf"), sigma_data=0.5)
ema.model = net
for k, name in enumerate(sorted(ema.state_dict())):
    tensor = ema.state_dict()[name]
    tensor.copy_(((torch.arange(tensor.numel()) * 37 + 101 * k) % 257 - 128).reshape(tensor.shape) / 256)
loss = Persistent("EDMLoss", P_mean=-1.2, P_std=1.2, sigma_data=0.5)
with open("persistent.pkl", "wb") as out:
    pickle.dump(dict(ema=ema.eval().requires_grad_(False), loss_fn=loss, augment_pipe=None,
                     dataset_kwargs=dict(path="images.zip", xflip=False)), out)
