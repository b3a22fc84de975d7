package org.dcd.transforms.stage.corrupt;

import java.util.function.UnaryOperator;
import org.dcd.transforms.ops.torch.Gpus;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;
import org.dcd.transforms.train.TorchCorruptor;

/** Takes one measurement of every image. */
@TypeName(CorruptKind.NAME)
public final class CorruptKind implements StageKind<CorruptSpec> {
    public static final String NAME = "corrupt";

    @Override
    public Class<CorruptSpec> spec() {
        return CorruptSpec.class;
    }

    @Override
    public StageWork<CorruptSpec> work() {
        return new CorruptWork((corruption, shape) -> new TorchCorruptor(Gpus.shared(), corruption, shape));
    }

    @Override
    public CleanData cleanData(UnaryOperator<String> spec) {
        return CleanData.MEASURES;
    }
}
