/** Exports a trained network to ONNX. Start with {@link org.dcd.transforms.stage.export.ExportSpec}. */
package org.dcd.transforms.stage.export;
