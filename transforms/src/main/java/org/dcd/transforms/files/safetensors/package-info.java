/**
 * Safetensors, the format of all weights in the store, and {@link org.dcd.transforms.files.safetensors.Tensor}. No
 * library is used because the format is a JSON header before the numbers; offsets must be checked against the file
 * size, and single tensors read without the others. Networks may have gigabytes of weights, so files are written from
 * and read into {@link org.dcd.transforms.files.safetensors.TensorSource}s one tensor at a time. Start with
 * {@link org.dcd.transforms.files.safetensors.Safetensors}.
 */
package org.dcd.transforms.files.safetensors;
