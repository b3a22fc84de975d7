package org.dcd.transforms.stage.teacher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dcd.transforms.augment.Augmentation;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.ops.Initialiser;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.ops.torch.Adam;
import org.dcd.transforms.ops.torch.HostTensor;
import org.dcd.transforms.ops.torch.ShardedStep;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchOps;
import org.dcd.transforms.ops.torch.TorchProgram;
import org.dcd.transforms.ops.torch.TorchTensor;
import org.dcd.transforms.ops.torch.TrainedSet;
import org.dcd.transforms.ops.torch.TrainingStep;
import org.dcd.transforms.random.Seeds;

/** Training of a denoiser in libtorch: one call is one step. */
public final class TeacherProgram implements AutoCloseable {
    private static final String NET = "phi";
    private static final String GRADIENTS = "gradients";
    private static final String UPDATE = "update";

    private final ConditionedDenoiser denoiser;
    private final boolean augmented;
    private final TorchProgram program;
    private final ShardedStep step;
    private final TrainedSet net;

    /**
     * Without augmentation, from random weights.
     *
     * @param shards parts into which a batch is split, see {@link ShardedStep}; one on a GPU
     */
    public TeacherProgram(TorchEngine engine, ConditionedDenoiser denoiser, Adam adam, int shards, Seeds seeds) {
        this(engine, denoiser, false, adam, shards, spec -> Initialiser.draw(spec, seeds));
    }

    /**
     * @param augmented whether measurements are, and the network takes labels of it
     * @param shards parts into which a batch is split, see {@link ShardedStep}; one on a GPU
     * @param start weights to start from, row-major
     */
    public TeacherProgram(
            TorchEngine engine,
            ConditionedDenoiser denoiser,
            boolean augmented,
            Adam adam,
            int shards,
            Function<ParameterSpec, float[]> start) {
        this.denoiser = denoiser;
        this.augmented = augmented;
        TorchProgram.Builder builder = TorchProgram.builder().function(GRADIENTS, ops -> {
            ops.train(NET);
            ops.training(true);
            TorchTensor losses = denoiser.objective()
                    .loss(
                            ops,
                            (x, sigma, condition) ->
                                    denoiser.denoise(ops, NET + "/model.", x, sigma, condition, labels(ops, x)),
                            batch(ops),
                            denoiser.model());
            TorchTensor loss = ops.mean(losses, 0, 1, 2, 3);
            return Adam.emitGradients(ops, loss, NET);
        });
        List<ParameterSpec> parameters = builder.parameters(GRADIENTS, NET);
        int parts = engine.isGpu() ? 1 : shards;
        builder.function(UPDATE, ops -> adam.emitUpdate(ops, NET, parameters, parts, true));
        this.program = builder.compile(engine);
        this.net = new TrainedSet(engine, NET, parameters, true, start);
        this.step = new ShardedStep(engine, program, GRADIENTS, UPDATE, parts);
    }

    /**
     * Inputs: y, data sigma, level, noise; then the parameters of A, those of Ã, what the objective draws and labels of
     * the augmentation, as far as there are any.
     */
    private Objective.Batch<TorchTensor> batch(TorchOps ops) {
        int next = 4;
        TorchTensor parameters = denoiser.model().parameters().isPresent() ? ops.input(next++) : null;
        TorchTensor further = denoiser.objective().further().isPresent() ? ops.input(next++) : null;
        TorchTensor draws = denoiser.objective().draws() > 0 ? ops.input(next) : null;
        return new Objective.Batch<>(
                ops.input(0), parameters, further, ops.input(1), ops.input(2), ops.input(3), draws);
    }

    /** What the network is told of the augmentation of x; null without. */
    private TorchTensor labels(TorchOps ops, TorchTensor x) {
        return augmented ? ops.rowsFor(ops.input(inputs() - 1), x) : null;
    }

    private int inputs() {
        return 4
                + (denoiser.model().parameters().isPresent() ? 1 : 0)
                + (denoiser.objective().further().isPresent() ? 1 : 0)
                + (denoiser.objective().draws() > 0 ? 1 : 0)
                + (augmented ? 1 : 0);
    }

    /**
     * Measurements with what was drawn for them, n each.
     *
     * @param y n measurements, row-major
     * @param operatorParameters of A, empty when it has none
     * @param further parameters of Ã, empty when there is none
     * @param dataSigma noise level of each
     * @param sigma diffusion level of each
     * @param noise standard normal, as many as y
     * @param draws standard normal, {@link Objective#draws} times as many as y
     * @param augmentLabels {@link Augmentation#LABELS} numbers of each measurement, none without augmentation
     */
    public record Batch(
            float[] y,
            float[] operatorParameters,
            float[] further,
            float[] dataSigma,
            float[] sigma,
            float[] noise,
            float[] draws,
            float[] augmentLabels) {
        /** Without augmentation, for an objective that draws nothing of its own. */
        public Batch(
                float[] y,
                float[] operatorParameters,
                float[] further,
                float[] dataSigma,
                float[] sigma,
                float[] noise) {
            this(y, operatorParameters, further, dataSigma, sigma, noise, new float[0], new float[0]);
        }
    }

    /**
     * One step.
     *
     * @param step number of this step, from 1
     * @param averageDecay β of the moving average
     * @param dropoutSeed of this step
     */
    public TrainingStep step(Batch batch, double learningRate, long step, double averageDecay, long dropoutSeed) {
        return this.step.run(net.lists(), tensors(batch), learningRate, step, averageDecay, dropoutSeed);
    }

    private List<HostTensor> tensors(Batch batch) {
        int n = batch.sigma().length;
        MeasurementModel model = denoiser.model();
        List<HostTensor> tensors = new ArrayList<>(List.of(
                new HostTensor(batch.y(), denoiser.shape().batch(n)),
                HostTensor.perImage(batch.dataSigma()),
                HostTensor.perImage(batch.sigma()),
                new HostTensor(batch.noise(), denoiser.shape().batch(n))));
        model.parameters().ifPresent(shape -> tensors.add(new HostTensor(batch.operatorParameters(), shape.batch(n))));
        denoiser.objective()
                .further()
                .ifPresent(hiding -> tensors.add(new HostTensor(
                        batch.further(), hiding.parameterShape(model).batch(n))));
        int draws = denoiser.objective().draws();
        if (draws > 0) {
            tensors.add(new HostTensor(
                    batch.draws(), denoiser.shape().stacked(draws).batch(n)));
        }
        if (augmented) {
            tensors.add(new HostTensor(batch.augmentLabels(), n, Augmentation.LABELS));
        }
        return tensors;
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
