package org.dcd.transforms.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.ops.torch.HostTensor;
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
        int n = measured.count();
        MeasurementModel model = measured.model();
        List<HostTensor> data = new ArrayList<>(
                List.of(new HostTensor(measured.y(), model.measurement().batch(n))));
        model.parameters().ifPresent(shape -> data.add(new HostTensor(measured.parameters(), shape.batch(n))));
        boolean parametric = model.parameters().isPresent();
        try (TorchFunction inverse = new TorchFunction(
                known.engine(),
                Map.of(),
                ops -> List.of(model.pseudoInverse(ops, ops.input(0), parametric ? ops.input(1) : null)))) {
            return inverse.apply(data.toArray(HostTensor[]::new)).get(0);
        }
    }
}
