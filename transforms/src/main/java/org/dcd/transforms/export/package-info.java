/**
 * Trained networks as ONNX files, and the comparison of an exported file with the network it came from. The graph
 * emitter itself is in {@code ops.onnx}.
 */
package org.dcd.transforms.export;
