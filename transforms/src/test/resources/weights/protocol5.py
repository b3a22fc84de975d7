"""Writes protocol5-zip.pth and protocol5-legacy.pth: {"w": [1.5, -2.0], "step": 3} with pickle protocol 5, as
torch.save(..., pickle_protocol=5) does. Needs only Python: two modules replace those of PyTorch, whose names the pickles contain.
The archive has data descriptors and no checksums, as after torch.serialization.set_crc32_options(False)."""

import collections
import io
import pickle
import struct
import sys
import types

torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")
sys.modules.update({"torch": torch, "torch._utils": utils})


class FloatStorage:
    pass


def _rebuild_tensor_v2():
    pass


FloatStorage.__module__, FloatStorage.__qualname__, torch.FloatStorage = "torch", "FloatStorage", FloatStorage
_rebuild_tensor_v2.__module__, utils._rebuild_tensor_v2 = "torch._utils", _rebuild_tensor_v2
ELEMENTS = struct.pack("<2f", 1.5, -2.0)


class Tensor:
    def __reduce__(self):
        return _rebuild_tensor_v2, (Storage(), 0, (2,), (1,), False, collections.OrderedDict())


class Storage:
    pass


class Pickler(pickle.Pickler):
    legacy = False

    def persistent_id(self, value):
        view = (None,) if self.legacy else ()
        return ("storage", FloatStorage, "0", "cpu", 2) + view if isinstance(value, Storage) else None


def pickled(legacy):
    out = io.BytesIO()
    pickler = Pickler(out, 5)
    pickler.legacy = legacy
    pickler.dump({"w": Tensor(), "step": 3})
    return out.getvalue()


def archive(files):
    out, directory = b"", b""
    for name, data in files.items():
        name = name.encode()
        offset, descriptor = len(out), 8
        out += struct.pack("<4s5H3I2H", b"PK\3\4", 20, descriptor, 0, 0, 0x21, 0, 0, 0, len(name), 0) + name + data
        out += struct.pack("<4s3I", b"PK\7\10", 0, len(data), len(data))
        directory += struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, descriptor, 0, 0, 0x21, 0, len(data), len(data),
                                 len(name), 0, 0, 0, 0, 0, offset) + name
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, len(files), len(files), len(directory), len(out), 0)
    return out + directory + end


with open("protocol5-zip.pth", "wb") as file:
    file.write(archive({"x/data.pkl": pickled(False), "x/byteorder": b"little", "x/data/0": ELEMENTS,
                        "x/version": b"3\n"}))
with open("protocol5-legacy.pth", "wb") as file:
    for value in (0x1950A86A20F9469CFC6C, 1001, {"protocol_version": 1001, "little_endian": True}):
        pickle.dump(value, file, 5)
    file.write(pickled(True))
    pickle.dump(["0"], file, 5)
    file.write(struct.pack("<q", 2) + ELEMENTS)
