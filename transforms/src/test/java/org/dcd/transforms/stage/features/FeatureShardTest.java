package org.dcd.transforms.stage.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.FeatureVector;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.files.safetensors.Safetensors;
import org.dcd.transforms.metric.FeatureMoments;
import org.dcd.transforms.ops.torch.Engines;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.train.TinyTraining;
import org.dcd.transforms.train.TrainingImages;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureShardTest {
    private static final int IMAGES = 160;
    private static final int KEPT = 50;

    @TempDir
    Path store;

    private TinyTraining tiny;

    @BeforeEach
    void writeTable() throws IOException {
        tiny = new TinyTraining(store);
        tiny.writeMeasurements("corrupt", Origin.MEASUREMENT);
    }

    private StageTask<FeaturesSpec> task(String work, long vectors) {
        StageTask<FeaturesSpec> task = tiny.features(Origin.MEASUREMENT, "corrupt", tiny.folder(work));
        FeaturesSpec s = task.spec();
        return task.withSpec(
                new FeaturesSpec(s.extractor(), s.origin(), s.shape(), s.classes(), vectors, s.reference(), s.seed()));
    }

    private double[] stored(String work, String tensor) throws IOException {
        return Safetensors.read(tiny.folder(work), FileNames.REFERENCE_MOMENTS)
                .get(tensor)
                .doubles();
    }

    private List<FeatureVector> vectors(String work) throws IOException {
        List<FeatureVector> vectors = new ArrayList<>();
        Tables.read(tiny.folder(work), FileNames.VECTORS, FeatureVector.class, vectors::add);
        return vectors;
    }

    @Test
    void oneShardGivesTheMomentsOfBatchesInTheOrderOfTheTable() throws Exception {
        StageTask<FeaturesSpec> task = task("one", 0);
        FeatureTrainer.run(task, Engines.devices());
        FeaturesSpec spec = task.spec();
        int batch = spec.extractor().network(spec.shape(), spec.classes()).batch();
        FeatureMoments expected = new FeatureMoments(8);
        try (OrtModel model = OrtModel.open(task.work(), FileNames.FEATURES_ONNX, OrtOptions.cpu(1));
                TrainingImages images =
                        TrainingImages.measurements(tiny.folder("corrupt"), FileNames.MEASUREMENTS, spec.shape())) {
            for (int first = 0; first < IMAGES; first += batch) {
                int n = Math.min(batch, IMAGES - first);
                int[] indices = new int[n];
                for (int i = 0; i < n; i++) {
                    indices[i] = first + i;
                }
                expected.add(
                        model.run(n, Map.of(OnnxExport.X, images.images(indices)), OnnxExport.FEATURES)
                                .floats(OnnxExport.FEATURES),
                        n);
            }
        }
        assertThat(stored("one", "count")).containsExactly(IMAGES);
        assertThat(stored("one", "mean")).containsExactly(expected.mean());
        assertThat(stored("one", "m2")).containsExactly(expected.m2());
    }

    @Test
    void manyShardsGiveTheSameMomentsAndVectors() throws Exception {
        FeatureTrainer.run(task("one", KEPT), Engines.devices(), Long.MAX_VALUE);
        StageResult result = FeatureTrainer.run(task("many", KEPT), Engines.devices(), 1);
        Folder many = tiny.folder("many");
        assertThat(result.temporary()).containsExactly("moments-0-of-2.bin", "moments-1-of-2.bin");
        assertThat(many.list()).containsAll(result.temporary()).contains("vectors-00001-of-00002.parquet");
        assertThat(result.figures()).containsEntry("images", (double) IMAGES);
        assertThat(stored("many", "count")).containsExactly(IMAGES);
        for (String tensor : List.of("mean", "m2")) {
            double[] one = stored("one", tensor);
            double[] two = stored("many", tensor);
            for (int k = 0; k < one.length; k++) {
                assertThat(two[k]).isCloseTo(one[k], within(1e-10 * Math.max(1, Math.abs(one[k]))));
            }
        }
        assertThat(vectors("many")).hasSize(KEPT).isEqualTo(vectors("one"));
    }
}
