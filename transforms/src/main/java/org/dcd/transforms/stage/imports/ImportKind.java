package org.dcd.transforms.stage.imports;

import java.util.function.UnaryOperator;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** Takes a network that others trained from its file. */
@TypeName(ImportKind.NAME)
public final class ImportKind implements StageKind<ImportSpec> {
    public static final String NAME = "import";

    @Override
    public Class<ImportSpec> spec() {
        return ImportSpec.class;
    }

    @Override
    public StageWork<ImportSpec> work() {
        return new StageWork.Whole<>(TeacherImport::run);
    }

    @Override
    public CleanData cleanData(UnaryOperator<String> spec) {
        return CleanData.ABSENT;
    }
}
