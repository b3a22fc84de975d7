package org.dcd.transforms.stage.export;

import java.util.function.UnaryOperator;
import org.dcd.transforms.ops.torch.Gpus;
import org.dcd.transforms.registry.CodeVersion;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** Exports a trained network to ONNX. */
@TypeName(ExportKind.NAME)
@CodeVersion(3)
public final class ExportKind implements StageKind<ExportSpec> {
    public static final String NAME = "export";

    @Override
    public Class<ExportSpec> spec() {
        return ExportSpec.class;
    }

    @Override
    public StageWork<ExportSpec> work() {
        return new StageWork.Whole<>(task -> ModelExport.run(task, Gpus.shared()));
    }

    @Override
    public CleanData cleanData(UnaryOperator<String> spec) {
        return CleanData.MAY_SEE;
    }
}
