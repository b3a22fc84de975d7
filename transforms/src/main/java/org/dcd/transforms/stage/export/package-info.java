/** Exports a trained network to ONNX. The specification is the record that ends in {@code Spec}. */
package org.dcd.transforms.stage.export;
