/**
 * Safetensors, the format in which weights are stored here, and {@link org.dcd.transforms.files.safetensors.Tensor}. Our
 * own: there is no maintained Java library. Start reading at {@link org.dcd.transforms.files.safetensors.Safetensors}.
 */
package org.dcd.transforms.files.safetensors;
