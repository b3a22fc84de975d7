package org.dcd.transforms.restore;

import java.util.Map;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.dcd.transforms.registry.TypeName;

/** The pseudo-inverse A⁺y or its approximation, the baseline of paper Table 16. */
@TypeName("pseudo-inverse")
public record PseudoInverse() implements Restorer {
    @Override
    public Prior prior() {
        return Prior.NONE;
    }

    @Override
    public int evaluations() {
        return 0;
    }

    @Override
    public float[] restore(MeasurementBatch measured, RestorationContext known, Watch watch) {
        MeasurementModel model = measured.model();
        try (TorchFunction inverse = TorchFunction.of(
                known.engine(),
                "pseudo-inverse",
                Map.of(),
                ops -> model.pseudoInverse(
                        ops, ops.input("y", model.measurement()), ops.input("operator", model.parameters())))) {
            return inverse.value(measured.count(), Map.of("y", measured.y(), "operator", measured.parameters()));
        }
    }
}
