package org.dcd.transforms.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.transforms.diffusion.Preconditioning;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.network.Denoiser;
import org.dcd.transforms.objective.Objective;
import org.dcd.transforms.ops.Initialiser;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.weights.Tensor;

/** Training of a denoiser in libtorch: one call is one step. */
public final class TeacherProgram implements AutoCloseable {
    private static final String NET = "phi";
    private static final String GRADIENTS = "gradients";
    private static final String UPDATE = "update";

    private final ImageShape shape;
    private final TorchProgram program;
    private final ShardedStep step;
    private final TrainedSet net;

    /** @param shards parts into which a batch is split, see {@link ShardedStep}; one on a GPU */
    public TeacherProgram(
            TorchEngine engine,
            Denoiser network,
            Objective objective,
            Adam adam,
            ImageShape shape,
            int shards,
            Seeds seeds) {
        this.shape = shape;
        TorchProgram.Builder builder = TorchProgram.builder().function(GRADIENTS, ops -> {
            ops.train(NET);
            ops.training(true);
            TorchTensor losses = objective.loss(
                    ops,
                    (x, sigma) -> Preconditioning.denoise(ops, network, NET + "/model.", shape, x, sigma),
                    ops.input(0),
                    ops.input(1),
                    ops.input(2),
                    ops.input(3));
            TorchTensor loss = ops.mean(losses, 0, 1, 2, 3);
            return Adam.emitGradients(ops, loss, NET);
        });
        List<ParameterSpec> parameters = builder.parameters(GRADIENTS, NET);
        int parts = engine.isGpu() ? 1 : shards;
        builder.function(UPDATE, ops -> adam.emitUpdate(ops, NET, parameters, parts, true));
        this.program = builder.compile(engine);
        this.net = new TrainedSet(engine, NET, parameters, true, spec -> Initialiser.draw(spec, seeds));
        this.step = new ShardedStep(engine, program, GRADIENTS, UPDATE, parts);
    }

    /**
     * One step on a batch of n measurements.
     *
     * @param y n measurements, row-major
     * @param dataSigma noise level of each
     * @param sigma diffusion level of each
     * @param noise standard normal, as many as y
     * @param step number of this step, from 1
     * @param averageDecay β of the moving average
     * @param dropoutSeed of this step
     */
    public TrainingStep step(
            float[] y,
            float[] dataSigma,
            float[] sigma,
            float[] noise,
            double learningRate,
            long step,
            double averageDecay,
            long dropoutSeed) {
        int n = sigma.length;
        return this.step.run(
                net.lists(),
                List.of(
                        new HostTensor(y, shape.batch(n)),
                        HostTensor.perImage(dataSigma),
                        HostTensor.perImage(sigma),
                        new HostTensor(noise, shape.batch(n))),
                learningRate,
                step,
                averageDecay,
                dropoutSeed);
    }

    /** Moving average of the weights by EDM name. */
    public Map<String, Tensor> average() {
        return net.average().values();
    }

    /** Everything that training changes, by name. */
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        net.save(state);
        return state;
    }

    public void restore(Map<String, Tensor> state) {
        net.restore(state);
    }

    @Override
    public void close() {
        net.close();
        program.close();
    }
}
