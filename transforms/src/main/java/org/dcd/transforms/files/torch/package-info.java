/**
 * Readers of files of {@code torch.save} (both layouts) and of pickles of NVIDIA's {@code torch_utils.persistence}, as
 * tensors by name. libtorch is not used because it would run code of a pickle. The package reads state dicts and knows
 * no networks. Start with {@link org.dcd.transforms.files.torch.TorchFile}.
 */
package org.dcd.transforms.files.torch;
