package org.dcd.transforms.restore;

import java.util.Map;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.ops.torch.TorchFunction;
import org.dcd.transforms.registry.TypeName;

/** A†y or the nearest to it: the measurement as an image, the baseline of the paper's Table 16. */
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
