package org.dcd.pipelines.doctor;

import java.util.List;
import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.ops.ShapeOps.Convolution;
import org.dcd.transforms.ops.torch.ConvolutionSelfTest;
import org.dcd.transforms.ops.torch.TorchDevices;
import org.dcd.transforms.ops.torch.TorchMachine;

/** Convolutions of usual shapes with their gradients, in float32 against float64, on the CPU. */
final class ConvolutionExamination implements Examination {
    private static final int BATCH = 4;

    private static final List<Convolution> SHAPES = List.of(
            new Convolution(3, 32, 32, 32, 3, 3, 1, 1, 1),
            new Convolution(32, 16, 16, 32, 3, 3, 1, 1, 1),
            new Convolution(32, 16, 16, 64, 3, 3, 2, 1, 1),
            new Convolution(64, 8, 8, 32, 1, 1, 1, 0, 0),
            new Convolution(32, 32, 32, 3, 3, 3, 1, 1, 1));

    @Override
    public String name() {
        return "convolution";
    }

    @Override
    public void run(Notes notes) {
        try {
            ConvolutionSelfTest.check(TorchDevices.of(TorchMachine.load().cpu()), SHAPES, Precision.FLOAT32, BATCH);
            notes.say(SHAPES.size() + " shapes agree with float64, gradients included");
        } catch (IllegalStateException e) {
            String[] parts = e.getMessage().split("; ", 2);
            notes.error(parts[0], parts[parts.length - 1]);
        }
        notes.fact("shapes", SHAPES.stream().map(Convolution::toString).toList());
    }
}
