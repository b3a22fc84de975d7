package org.dcd.transforms.stage.imports;

import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** Imports a pretrained network from its file. */
@TypeName(ImportKind.NAME)
public final class ImportKind extends StageKind.Base<ImportSpec> {
    /** Registered name. */
    public static final String NAME = "import";

    /** Called by {@link org.dcd.transforms.stage.StageKinds}. */
    public ImportKind() {
        super(ImportSpec.class, CleanData.ABSENT);
    }

    @Override
    public StageWork<ImportSpec> work() {
        return new StageWork.Whole<>(TeacherImport::run);
    }
}
