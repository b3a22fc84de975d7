package org.dcd.transforms.beam;

import org.dcd.transforms.stage.imports.ImportSpec;
import org.dcd.transforms.stage.imports.TeacherImport;

/** Takes each network that others trained from its file. */
public final class ImportNetworks extends WholeStage<ImportSpec> {
    private ImportNetworks() {
        super(TeacherImport::run);
    }

    public static ImportNetworks create() {
        return new ImportNetworks();
    }
}
