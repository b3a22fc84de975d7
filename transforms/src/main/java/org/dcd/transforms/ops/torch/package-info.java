/**
 * Back end libtorch: operations, compiled functions, devices, optimiser. The only package that knows DJL. Start with
 * {@link org.dcd.transforms.ops.torch.TorchOps}.
 */
package org.dcd.transforms.ops.torch;
