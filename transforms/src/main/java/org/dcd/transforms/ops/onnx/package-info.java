/** Back end that emits operations as an ONNX graph. Start with {@link org.dcd.transforms.ops.onnx.OnnxOps}. */
package org.dcd.transforms.ops.onnx;
