package org.dcd.transforms.stage.teacher;

import java.util.Map;
import java.util.Optional;
import org.dcd.transforms.augment.Augmentation;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.ops.Shapes;
import org.dcd.transforms.ops.torch.NetworkTraining;
import org.dcd.transforms.ops.torch.ParameterValues;
import org.dcd.transforms.ops.torch.TorchDevices;
import org.dcd.transforms.ops.torch.TorchOps;
import org.dcd.transforms.ops.torch.TorchTensor;

/** Training of a denoiser in libtorch: the loss of its objective on a batch of measurements. */
public final class TeacherProgram {
    /** Input: {@link Augmentation#LABELS} labels of each measurement; none without augmentation. */
    public static final String AUGMENT_LABELS = "augment-labels";

    private static final String NET = "phi";

    private TeacherProgram() {}

    /**
     * Compiles the training. Its inputs are those of {@link Objective#inputs} and {@link #AUGMENT_LABELS}.
     *
     * @param augmented whether measurements are augmented and the network gets labels
     * @param start initial weights
     */
    public static NetworkTraining training(
            TorchDevices devices,
            ConditionedDenoiser denoiser,
            boolean augmented,
            NetworkTraining.Settings settings,
            ParameterValues start) {
        NetworkTraining.Network network =
                new NetworkTraining.Network("teacher", NET, ops -> loss(ops, denoiser, augmented));
        return new NetworkTraining(devices, network, settings, true, start);
    }

    private static TorchTensor loss(TorchOps ops, ConditionedDenoiser denoiser, boolean augmented) {
        Objective objective = denoiser.objective();
        Map<String, Optional<ImageShape>> shapes = objective.inputs(denoiser.model());
        TorchTensor labels = ops.input(AUGMENT_LABELS, Shapes.BATCH, augmented ? Augmentation.LABELS : 0);
        ops.training(true);
        TorchTensor losses = objective.loss(
                ops,
                (x, sigma, condition) -> denoiser.denoise(
                        ops, NET + "/model.", x, sigma, condition, augmented ? ops.rowsFor(labels, x) : null),
                Objective.Batch.of(name -> ops.input(name, shapes.get(name))),
                denoiser.model());
        return ops.mean(losses, 0, 1, 2, 3);
    }
}
