package org.dcd.transforms.stage.corrupt;

import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;
import org.dcd.transforms.train.DeviceCorruptors;

/** Takes one measurement of every image. */
@TypeName(CorruptKind.NAME)
public final class CorruptKind extends StageKind.Base<CorruptSpec> {
    /** Registered name. */
    public static final String NAME = "corrupt";

    /** Called by {@link org.dcd.transforms.stage.StageKinds}. */
    public CorruptKind() {
        super(CorruptSpec.class, CleanData.MEASURES);
    }

    @Override
    public StageWork<CorruptSpec> work() {
        return new CorruptWork(DeviceCorruptors.TORCH);
    }
}
