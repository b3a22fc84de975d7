package org.example;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.image.TensorData;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageWork;

/** Counts the pixel values of measurements in bins of equal width on [-2, 2], into {@code histogram.csv}. */
@TypeName("pixel-histogram")
public final class PixelHistogramKind implements StageKind<PixelHistogramKind.Spec> {
    /**
     * Input: {@code measurements}, a corrupt stage. Figures: {@code pixels} and {@code outside}.
     *
     * @param bins number of bins
     */
    public record Spec(int bins) implements StageSpec {}

    @Override
    public Class<Spec> spec() {
        return Spec.class;
    }

    @Override
    public StageWork<Spec> work() {
        return new StageWork.Whole<>(PixelHistogramKind::run);
    }

    @Override
    public CleanData cleanData(UnaryOperator<String> spec) {
        return CleanData.MUST_NOT_SEE;
    }

    private static StageResult run(StageTask<Spec> task) throws IOException {
        Instant started = Instant.now();
        long startNanos = System.nanoTime();
        long[] counts = new long[task.spec().bins()];
        long[] outside = {0};
        Tables.read(task.inputFolder("measurements"), FileNames.MEASUREMENTS, Measurement.class, y -> {
            float[] pixels = new float[y.getChannels() * y.getHeight() * y.getWidth()];
            TensorData.decode(y.getDataType(), y.getData(), pixels.length, pixels, 0);
            for (float pixel : pixels) {
                int bin = (int) Math.floor((pixel + 2) / 4 * counts.length);
                if (bin >= 0 && bin < counts.length) {
                    counts[bin]++;
                } else {
                    outside[0]++;
                }
            }
        });
        StringBuilder table = new StringBuilder("from,count\n");
        long pixels = outside[0];
        for (int bin = 0; bin < counts.length; bin++) {
            table.append(4.0 * bin / counts.length - 2).append(',').append(counts[bin]).append('\n');
            pixels += counts[bin];
        }
        task.work().write("histogram.csv", out -> out.write(table.toString().getBytes(StandardCharsets.UTF_8)));
        return new StageResult(
                task,
                List.of(),
                Map.of("pixels", (double) pixels, "outside", (double) outside[0]),
                List.of(),
                List.of(),
                started,
                (System.nanoTime() - startNanos) * 1e-9);
    }
}
