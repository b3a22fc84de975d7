/** Back end that records operations as an ONNX graph. Start with {@link org.dcd.transforms.ops.onnx.OnnxOps}. */
package org.dcd.transforms.ops.onnx;
