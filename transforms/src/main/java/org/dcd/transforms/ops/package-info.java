/**
 * The tensor operations against which every formula is written once, shapes and initial values. Back ends are in
 * {@code ops.torch} and {@code ops.onnx}. Start with {@link org.dcd.transforms.ops.Ops}.
 */
package org.dcd.transforms.ops;
