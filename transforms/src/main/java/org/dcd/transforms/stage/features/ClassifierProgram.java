package org.dcd.transforms.stage.features;

import java.util.Map;
import org.dcd.transforms.features.FeatureNetwork;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.ops.Shapes;
import org.dcd.transforms.ops.torch.Adam;
import org.dcd.transforms.ops.torch.NetworkTraining;
import org.dcd.transforms.ops.torch.ParameterValues;
import org.dcd.transforms.ops.torch.StepSettings;
import org.dcd.transforms.ops.torch.TorchDevices;
import org.dcd.transforms.ops.torch.TorchOps;
import org.dcd.transforms.ops.torch.TorchTensor;
import org.dcd.transforms.ops.torch.TrainingStep;
import org.dcd.transforms.random.Seeds;

/** Trains a feature network as a classifier of labels, in libtorch. */
public final class ClassifierProgram implements AutoCloseable {
    private static final String NET = "classifier";
    private static final String X = "x";
    private static final String ONE_HOT = "one-hot";
    /** Parts of a batch; changes rounding. */
    private static final int PARTS = 2;

    private static final Adam ADAM = new Adam(0.9, 0.999, 1e-8, 0);

    private final int classes;
    private final NetworkTraining training;

    /**
     * @param precision precision of the network in training
     * @param seeds seeds of the initial weights
     */
    public ClassifierProgram(TorchDevices devices, FeatureNetwork network, Precision precision, Seeds seeds) {
        this.classes = network.classes();
        this.training = new NetworkTraining(
                devices,
                new NetworkTraining.Network("classifier", NET, ops -> crossEntropy(ops, network)),
                new NetworkTraining.Settings(ADAM, precision, PARTS),
                false,
                ParameterValues.drawn(seeds));
    }

    /** -Σ_c 1[label = c] log softmax(logits)_c, the mean over the batch. */
    private static TorchTensor crossEntropy(TorchOps ops, FeatureNetwork network) {
        TorchTensor x = ops.input(X, network.shape());
        TorchTensor logits = ops.backbone(() -> network.apply(ops, NET + "/", x).logits());
        TorchTensor likelihood = ops.log(ops.atLeast(ops.softmax(logits), 1e-12));
        TorchTensor oneHot = ops.input(ONE_HOT, Shapes.BATCH, network.classes());
        return ops.multiply(ops.mean(ops.sum(ops.multiply(likelihood, oneHot), 1), 0, 1), -1);
    }

    /**
     * Runs one step.
     *
     * @param x n images, row-major
     * @param labels class of each image
     * @param step number of the step, from 1
     */
    public TrainingStep step(float[] x, int[] labels, double learningRate, long step) {
        float[] oneHot = new float[labels.length * classes];
        for (int i = 0; i < labels.length; i++) {
            oneHot[i * classes + labels[i]] = 1;
        }
        return training.step(labels.length, Map.of(X, x, ONE_HOT, oneHot), new StepSettings(step, learningRate));
    }

    /** Views of the weights by name, valid until this program is closed. */
    public Map<String, TensorSource> weights() {
        return training.weights().values();
    }

    @Override
    public void close() {
        training.close();
    }
}
