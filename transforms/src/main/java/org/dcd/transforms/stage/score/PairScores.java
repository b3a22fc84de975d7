package org.dcd.transforms.stage.score;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.transforms.data.ImageSet;
import org.dcd.transforms.metric.LearnedPairMetric;
import org.dcd.transforms.metric.Metric;
import org.dcd.transforms.metric.PairMetric;

/** The scores of every image and the one of the same name in another set; both are read once, side by side. */
final class PairScores {
    private final Map<Metric, double[]> values = new LinkedHashMap<>();
    private final Map<LearnedPairMetric, PairModel> models;
    private final int size;
    private final int batch;

    private PairScores(List<Metric> metrics, Map<LearnedPairMetric, PairModel> models, ImageSet images) {
        this.models = models;
        for (Metric metric : metrics) {
            if (metric instanceof PairMetric || metric instanceof LearnedPairMetric) {
                values.put(metric, new double[images.names().size()]);
            }
        }
        size = images.shape().size();
        batch = models.values().stream().mapToInt(PairModel::batch).max().orElse(1);
    }

    /** One score per image, for every metric of pairs. */
    static Map<Metric, double[]> of(
            List<Metric> metrics, Map<LearnedPairMetric, PairModel> models, ImageSet images, ImageSet reference)
            throws IOException {
        PairScores scores = new PairScores(metrics, models, images);
        if (!scores.values.isEmpty()) {
            scores.read(images, reference);
        }
        return scores.values;
    }

    private void read(ImageSet images, ImageSet reference) throws IOException {
        int count = images.names().size();
        try (ImageSet.Reader mine = images.reader();
                ImageSet.Reader theirs = reference.reader()) {
            for (int first = 0; first < count; first += batch) {
                int n = Math.min(batch, count - first);
                float[] x = new float[n * size];
                float[] y = new float[n * size];
                for (int i = 0; i < n; i++) {
                    System.arraycopy(mine.next(), 0, x, i * size, size);
                    System.arraycopy(theirs.next(), 0, y, i * size, size);
                }
                score(images, first, n, x, y);
            }
        }
    }

    private void score(ImageSet images, int first, int n, float[] x, float[] y) {
        values.forEach((metric, scores) -> {
            if (metric instanceof LearnedPairMetric learned) {
                float[] distances = models.get(learned).run(x, y, n);
                for (int i = 0; i < n; i++) {
                    scores[first + i] = distances[i];
                }
                return;
            }
            for (int i = 0; i < n; i++) {
                float[] image = Arrays.copyOfRange(x, i * size, (i + 1) * size);
                float[] partner = Arrays.copyOfRange(y, i * size, (i + 1) * size);
                scores[first + i] = ((PairMetric) metric).of(image, partner, images.shape());
            }
        });
    }
}
