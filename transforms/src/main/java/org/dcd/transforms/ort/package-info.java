/**
 * Sessions of ONNX Runtime for sampling and scoring, on the CPU or a GPU. Start with
 * {@link org.dcd.transforms.ort.OrtModel}.
 */
package org.dcd.transforms.ort;
