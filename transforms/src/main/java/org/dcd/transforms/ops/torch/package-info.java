/**
 * The libtorch back end: tensors, devices and native memory. Formulas, stages and file formats do not belong here.
 *
 * <ul>
 *   <li>Operations: {@link org.dcd.transforms.ops.torch.TorchOps} writes an expression as TorchScript.
 *   <li>Functions: {@link org.dcd.transforms.ops.torch.TorchFunction} evaluates one with fixed weights,
 *       {@link org.dcd.transforms.ops.torch.TorchProgram} compiles several. Inputs, parameters and results are bound by
 *       name.
 *   <li>Training: {@link org.dcd.transforms.ops.torch.NetworkTraining} takes a loss, and does gradients,
 *       {@link org.dcd.transforms.ops.torch.Adam} and the moving average.
 *   <li>Devices: {@link org.dcd.transforms.ops.torch.Gpus} decides which device a piece of work uses;
 *       {@link org.dcd.transforms.ops.torch.TorchEngine} is libtorch on that device and is passed to the code that uses
 *       it.
 * </ul>
 *
 * <p>Start with {@code TorchFunction}.
 */
package org.dcd.transforms.ops.torch;
