/**
 * Files of {@code torch.save}, zipped and older, and pickles of NVIDIA's {@code torch_utils.persistence}, as tensors by
 * name. Our own: libtorch would run what a pickle names. Reads state dicts and does not know networks. Start reading at
 * {@link org.dcd.transforms.files.torch.TorchFile}.
 */
package org.dcd.transforms.files.torch;
