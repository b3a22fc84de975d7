package org.dcd.transforms.restore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.model.Denoiser;
import org.dcd.transforms.ops.Precision;
import org.dcd.transforms.ops.ShapeOps;
import org.dcd.transforms.ops.torch.Adam;
import org.dcd.transforms.ops.torch.ConvolutionSelfTest;
import org.dcd.transforms.ops.torch.NetworkTraining;
import org.dcd.transforms.ops.torch.ParameterSet;
import org.dcd.transforms.ops.torch.ParameterValues;
import org.dcd.transforms.ops.torch.StepSettings;
import org.dcd.transforms.ops.torch.TorchDevices;
import org.dcd.transforms.ops.torch.TorchEngine;
import org.dcd.transforms.ops.torch.TorchOps;
import org.dcd.transforms.ops.torch.TorchProgram;
import org.dcd.transforms.ops.torch.TorchTensor;
import org.dcd.transforms.ops.torch.TrainingStep;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.registry.CodeVersion;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;
import org.dcd.transforms.registry.TypeName;

/**
 * A network that learns to denoise from noisy images only (Batson and Royer 2019). It predicts the pixels of a grid
 * from all others. Their noise is independent of that of the predicted pixels, so the optimal prediction is the clean
 * pixel. Trained on the measurements to restore, and on additional ones where available.
 *
 * @param network network that gets an image with filled-in pixels, at one fixed noise level
 * @param kimg length of the training, thousands of images
 * @param batch images per step
 * @param learningRate learning rate of Adam, which decays to 0 along a cosine
 * @param grid every grid-th pixel of every grid-th row is hidden at the same time; at least 2
 */
@TypeName("noise2self")
@CodeVersion(2)
public record Noise2Self(
        @Default("{type: song-unet, channels: 16, multipliers: [1, 2, 2], blocks: 1, attention: []}") Denoiser network,
        @Default("60") @Range("(0, 1e9]") double kimg,
        @Default("48") @Range("[2, 65536]") int batch,
        @Default("2e-3") @Range("(0, 1e9]") double learningRate,
        @Default("4") @Range("[2, 16]") int grid)
        implements Restorer {
    /** Images of a batch in restoration. */
    private static final int RESTORED = 32;

    private static final int LINES = 100;
    /** Parts of a batch that a CPU computes in parallel; changes rounding. */
    private static final int PARTS = 2;

    private static final Adam ADAM = new Adam(0.9, 0.999, 1e-8, 0);

    private static final String NET = "net";
    private static final String PREFIX = NET + "/";
    private static final String PREDICT = "predict";
    private static final String Y = "y";
    private static final String MASK = "mask";

    public Noise2Self {
        Ranges.check(Noise2Self.class, kimg, batch, learningRate, grid);
    }

    @Override
    public Prior prior() {
        return Prior.MEASUREMENTS;
    }

    @Override
    public int evaluations() {
        return grid * grid;
    }

    @Override
    public void check(MeasurementModel model, boolean noisy) {
        if (!(model.operator() instanceof Identity)) {
            throw new IllegalArgumentException("noise2self only removes noise and needs the operator identity, was "
                    + model.operator() + "; remove it");
        }
        if (!noisy) {
            throw new IllegalArgumentException("noise2self removes noise, but the measurements have none; remove it");
        }
        network.checkShape(model.image());
        if (model.image().height() < grid || model.image().width() < grid) {
            throw new IllegalArgumentException("noise2self.grid must be at most the height and width of images, was "
                    + grid + " for " + model.image());
        }
    }

    @Override
    public float[] restore(MeasurementBatch measured, RestorationContext known, Watch watch)
            throws IOException, InterruptedException {
        ImageShape shape = measured.model().image();
        PixelGrid pixels = new PixelGrid(grid, shape);
        ShapeOps facts = new ShapeOps();
        pixels.predict(facts, network, "", shape.batch(1), pixels.mask().batch(1));
        TorchDevices device = TorchDevices.of(known.engine());
        ConvolutionSelfTest.check(device, facts.convolutions(), Precision.FLOAT32, batch);
        Seeds seeds = known.seeds().derive("noise2self");
        try (NetworkTraining training = new NetworkTraining(
                        device,
                        new NetworkTraining.Network("noise2self", NET, ops -> loss(ops, pixels)),
                        new NetworkTraining.Settings(ADAM, Precision.FLOAT32, PARTS),
                        false,
                        ParameterValues.drawn(seeds));
                TorchProgram prediction = TorchProgram.builder("noise2self")
                        .function(PREDICT, ops -> Map.of(PREDICT, predict(ops, pixels)))
                        .compile(known.engine())) {
            train(training, pixels, measured, known, watch);
            return restored(prediction, training.weights(), pixels, measured, known.engine());
        }
    }

    private TorchTensor loss(TorchOps ops, PixelGrid pixels) {
        TorchTensor losses =
                pixels.loss(ops, network, PREFIX, ops.input(Y, pixels.shape()), ops.input(MASK, pixels.mask()));
        return ops.mean(losses, 0, 1, 2, 3);
    }

    private TorchTensor predict(TorchOps ops, PixelGrid pixels) {
        return pixels.predict(ops, network, PREFIX, ops.input(Y, pixels.shape()), ops.input(MASK, pixels.mask()));
    }

    private void train(
            NetworkTraining training,
            PixelGrid pixels,
            MeasurementBatch measured,
            RestorationContext known,
            Watch watch)
            throws IOException, InterruptedException {
        int more = known.more().map(MeasurementBatch::count).orElse(0);
        int size = measured.model().image().size();
        long steps = Math.max(1, Math.round(kimg * 1000 / batch));
        Seeds seeds = known.seeds().derive("noise2self/batches");
        for (long step = 1; step <= steps; step++) {
            Batches.checkInterrupt();
            var draws = Seeds.stream(seeds.of("step", step));
            float[] images = new float[batch * size];
            float[] masks = new float[batch * pixels.mask().size()];
            for (int i = 0; i < batch; i++) {
                int index = draws.nextInt(measured.count() + more);
                float[] from = index < measured.count()
                        ? measured.y()
                        : known.more().orElseThrow().y();
                int at = index < measured.count() ? index : index - measured.count();
                System.arraycopy(from, at * size, images, i * size, size);
                pixels.fill(draws.nextInt(grid * grid), masks, i);
            }
            double rate = learningRate * 0.5 * (1 + Math.cos(Math.PI * (step - 1) / steps));
            TrainingStep result = training.step(batch, Map.of(Y, images, MASK, masks), new StepSettings(step, rate));
            if (!Double.isFinite(result.loss())) {
                throw new ArithmeticException("noise2self diverged at step " + step + ", its loss is " + result.loss()
                        + "; lower noise2self.learning-rate");
            }
            if (step % Math.max(1, steps / LINES) == 0) {
                watch.at((double) measured.count() * step / steps, measured.count(), result.loss());
            }
        }
    }

    /** Predicts every pixel from those that are not in its part of the grid. */
    private float[] restored(
            TorchProgram prediction,
            ParameterSet weights,
            PixelGrid pixels,
            MeasurementBatch measured,
            TorchEngine engine) {
        int size = measured.model().image().size();
        float[] restored = new float[measured.count() * size];
        List<Integer> starts = new ArrayList<>();
        for (int from = 0; from < measured.count(); from += RESTORED) {
            starts.add(from);
        }
        Batches.run(engine, starts, from -> {
            int n = Math.min(RESTORED, measured.count() - from);
            float[] y = Arrays.copyOfRange(measured.y(), from * size, (from + n) * size);
            for (int part = 0; part < grid * grid; part++) {
                float[] masks = new float[n * pixels.mask().size()];
                for (int i = 0; i < n; i++) {
                    pixels.fill(part, masks, i);
                }
                float[] predicted = prediction
                        .run(PREDICT, Map.of(NET, weights), n, Map.of(Y, y, MASK, masks))
                        .get(PREDICT);
                for (int k = 0; k < predicted.length; k++) {
                    restored[from * size + k] += predicted[k];
                }
            }
        });
        return restored;
    }
}
