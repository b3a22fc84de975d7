package org.dcd.transforms.stage.calibrate;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.TensorData;
import org.dcd.transforms.measurement.EstimatedSigma;
import org.dcd.transforms.measurement.EstimatedSigma.Rule;
import org.dcd.transforms.measurement.NoiseEstimate;
import org.dcd.transforms.measurement.SigmaCalibration;
import org.dcd.transforms.measurement.WaveletSigma;
import org.dcd.transforms.stage.FileNames;

/** Estimates the noise level of a table of measurements from their pixels only (paper, Sec. 4.4). */
public final class NoiseCalibration {
    /** Ratio of the maximum of 100 estimates to their mean for a scatter of 7%, as at 1x32x32. */
    private static final double WIDE = 1.25;

    private final Folder folder;
    private SigmaCalibration calibration = SigmaCalibration.EMPTY;

    private NoiseCalibration(Folder folder) {
        this.folder = folder;
    }

    /**
     * Runs the stage.
     *
     * @throws IllegalArgumentException when there are fewer measurements than the calibration set needs
     * @throws ArithmeticException with the id of a measurement without detail
     */
    public static StageResult run(StageTask<CalibrateSpec> task) throws IOException {
        Instant started = Instant.now();
        long startNanos = System.nanoTime();
        EstimatedSigma setting = task.spec().level();
        NoiseCalibration set = new NoiseCalibration(task.inputFolder("measurements"));
        set.take(setting);
        NoiseEstimate estimate = NoiseEstimate.of(setting, set.calibration);
        estimate.write(task.work());
        ProgressLog.truncateAfter(task.work(), 0);
        try (ProgressLog log = ProgressLog.open(task.work())) {
            long done = estimate.images();
            log.append(new ProgressLine(System.currentTimeMillis(), done, done, "img", Map.of(), ""));
        }
        return new StageResult(
                task,
                List.of(),
                Map.of(
                        "sigma", estimate.sigma(),
                        "sigma-mean", estimate.mean(),
                        "sigma-max", estimate.max(),
                        "images", (double) estimate.images()),
                notes(setting, estimate),
                List.of(),
                started,
                (System.nanoTime() - startNanos) * 1e-9);
    }

    /** Uses evenly spaced measurements, so that a table sorted by class is represented. */
    private void take(EstimatedSigma setting) throws IOException {
        long all = Tables.rows(folder, FileNames.MEASUREMENTS, Measurement.class);
        setting.requireImages(all);
        long[] row = {0};
        Tables.read(folder, FileNames.MEASUREMENTS, Measurement.class, measurement -> {
            long before = row[0]++ * setting.images() / all;
            if (row[0] * setting.images() / all > before) {
                calibration = calibration.add(sigma(measurement));
            }
        });
    }

    private double sigma(Measurement y) {
        if (y.getOrigin() != Origin.MEASUREMENT) {
            throw new IllegalStateException(folder.location() + ": image " + y.getId() + " is of origin "
                    + y.getOrigin() + "; noise is estimated on measurements only");
        }
        ImageShape shape = new ImageShape(y.getChannels(), y.getHeight(), y.getWidth());
        float[] values = new float[shape.size()];
        TensorData.decode(y.getDataType(), y.getData(), shape.size(), values, 0);
        try {
            return WaveletSigma.of(values, shape);
        } catch (ArithmeticException e) {
            ArithmeticException named = new ArithmeticException("measurement " + y.getId() + ": " + e.getMessage()
                    + "; set teacher.data-sigma instead of teacher.noise-level");
            named.initCause(e);
            throw named;
        }
    }

    private static List<String> notes(EstimatedSigma setting, NoiseEstimate estimate) {
        double above = estimate.max() / estimate.mean();
        if (setting.rule() != Rule.MAX || above <= WIDE) {
            return List.of();
        }
        return List.of("the largest of " + estimate.images() + " estimates is " + Math.round(100 * (above - 1))
                + "% above their mean: the measurements are too small for the rule max, or some have fine texture; with"
                + " teacher.noise-level.rule mean the estimate is nearer the truth");
    }
}
