/**
 * Safetensors, the format in which weights are stored here, and {@link org.dcd.transforms.files.safetensors.Tensor}.
 * Our own, as it is a JSON header before the numbers: offsets are held to the size of the file, and single tensors are
 * read without the others. Start reading at {@link org.dcd.transforms.files.safetensors.Safetensors}.
 */
package org.dcd.transforms.files.safetensors;
