package org.dcd.transforms.beam;

import org.dcd.transforms.ops.torch.Gpus;
import org.dcd.transforms.stage.export.ExportSpec;
import org.dcd.transforms.stage.export.ModelExport;

/** Exports each trained network to ONNX. */
public final class ExportOnnx extends WholeStage<ExportSpec> {
    private ExportOnnx() {
        super(task -> ModelExport.run(task, Gpus.shared()));
    }

    public static ExportOnnx create() {
        return new ExportOnnx();
    }
}
