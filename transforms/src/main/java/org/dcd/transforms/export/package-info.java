/**
 * Export of trained networks as ONNX files, and comparison of an exported file with the trained network. The graph
 * emitter is in {@code ops.onnx}. Start with {@link org.dcd.transforms.export.OnnxExport}.
 */
package org.dcd.transforms.export;
