package org.dcd.transforms.stage.features;

import java.util.List;
import java.util.Map;
import org.dcd.transforms.features.FeatureNetwork;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Initialiser;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.torch.Adam;
import org.dcd.transforms.ops.torch.HostTensor;
import org.dcd.transforms.ops.torch.ShardedStep;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchProgram;
import org.dcd.transforms.ops.torch.TorchTensor;
import org.dcd.transforms.ops.torch.TrainedSet;
import org.dcd.transforms.ops.torch.TrainingStep;
import org.dcd.transforms.random.Seeds;

/** Training of a feature network on labels. */
public final class ClassifierProgram implements AutoCloseable {
    private static final String NET = "classifier";
    private static final String GRADIENTS = "gradients";
    private static final String UPDATE = "update";
    /** Parts of a batch that are computed side by side on a CPU; changes rounding. */
    private static final int SHARDS = 2;

    private static final Adam ADAM = new Adam(0.9, 0.999, 1e-8, 0);

    private final ImageShape shape;
    private final int classes;
    private final TorchProgram program;
    private final ShardedStep step;
    private final TrainedSet net;

    public ClassifierProgram(TorchEngine engine, FeatureNetwork network, Seeds seeds) {
        this.shape = network.shape();
        this.classes = network.classes();
        TorchProgram.Builder builder = TorchProgram.builder().function(GRADIENTS, ops -> {
            ops.train(NET);
            TorchTensor logits = network.apply(ops, NET + "/", ops.input(0)).logits();
            TorchTensor likelihood = ops.log(ops.atLeast(ops.softmax(logits), 1e-12));
            TorchTensor loss = ops.multiply(ops.mean(ops.sum(ops.multiply(likelihood, ops.input(1)), 1), 0, 1), -1);
            return Adam.emitGradients(ops, loss, NET);
        });
        List<ParameterSpec> parameters = builder.parameters(GRADIENTS, NET);
        int shards = engine.isGpu() ? 1 : SHARDS;
        builder.function(UPDATE, ops -> ADAM.emitUpdate(ops, NET, parameters, shards, false));
        this.program = builder.compile(engine);
        this.net = new TrainedSet(engine, NET, parameters, false, spec -> Initialiser.draw(spec, seeds));
        this.step = new ShardedStep(engine, program, GRADIENTS, UPDATE, shards);
    }

    /**
     * One step.
     *
     * @param x n images, row-major
     * @param labels class of each
     * @param step number of this step, from 1
     */
    public TrainingStep step(float[] x, int[] labels, double learningRate, long step) {
        float[] oneHot = new float[labels.length * classes];
        for (int i = 0; i < labels.length; i++) {
            oneHot[i * classes + labels[i]] = 1;
        }
        return this.step.run(
                net.lists(),
                List.of(new HostTensor(x, shape.batch(labels.length)), new HostTensor(oneHot, labels.length, classes)),
                learningRate,
                step,
                0,
                0);
    }

    /** Weights by name. */
    public Map<String, Tensor> weights() {
        return net.weights().values();
    }

    @Override
    public void close() {
        net.close();
        program.close();
    }
}
