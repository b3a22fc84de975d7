package org.dcd.transforms.stage.export;

import org.dcd.transforms.registry.CodeVersion;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** Exports a trained network to ONNX. */
@TypeName(ExportKind.NAME)
@CodeVersion(3)
public final class ExportKind extends StageKind.Base<ExportSpec> {
    /** Registered name. */
    public static final String NAME = "export";

    /** Called by {@link org.dcd.transforms.stage.StageKinds}. */
    public ExportKind() {
        super(ExportSpec.class, CleanData.MAY_SEE);
    }

    @Override
    public StageWork<ExportSpec> work() {
        return new StageWork.Whole<>((task, device) -> ModelExport.run(task, device.torch()));
    }
}
