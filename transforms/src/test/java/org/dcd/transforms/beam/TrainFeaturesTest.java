package org.dcd.transforms.beam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageInput;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageTask;
import org.dcd.transforms.contract.TestIds;
import org.dcd.transforms.data.GeneratedImages;
import org.dcd.transforms.features.RandomFourier;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.metric.ReferenceImages;
import org.dcd.transforms.ops.torch.Engines;
import org.dcd.transforms.stage.dataset.DatasetIngest;
import org.dcd.transforms.stage.features.FeatureTrainer;
import org.dcd.transforms.stage.features.FeaturesKind;
import org.dcd.transforms.stage.features.FeaturesSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainFeaturesTest {
    @TempDir
    Path store;

    @BeforeEach
    void ingest() throws IOException {
        GeneratedImages images = new GeneratedImages(60, 1, 6, 6, 1, 0, 1);
        DatasetIngest.run(StageTests.dataset(images, 1, store.resolve("data")), 7);
    }

    private StageTask<FeaturesSpec> task(String work, Origin origin, ImageShape shape) {
        FeaturesSpec spec =
                new FeaturesSpec(new RandomFourier(8, 1, 10), origin, shape, 8, 20, new ReferenceImages(), 1);
        Folder data = Folder.at(store.resolve("data").toString());
        return new StageTask<>(
                TestIds.of("features", work),
                "features:" + work,
                spec,
                List.of(new StageInput("images", "dataset", new StageId("dataset", "8277e091"), data)),
                Folder.at(store.resolve(work).toString()));
    }

    @Test
    void manyWorkersWriteTheFilesOfOne() throws Exception {
        ImageShape shape = new ImageShape(1, 6, 6);
        List<StageResult> results = DirectRun.run(
                StageTransform.of(new FeaturesKind()),
                List.of(task("a", Origin.CLEAN, shape), task("b", Origin.CLEAN, shape)));
        assertThat(results).hasSize(2).allSatisfy(result -> assertThat(result.figures())
                .containsEntry("images", 60.0));
        FeatureTrainer.run(task("c", Origin.CLEAN, shape), Engines.devices());
        List<String> files =
                new ArrayList<>(Folder.at(store.resolve("c").toString()).list());
        assertThat(files).contains("reference-moments.safetensors", "vectors-00000-of-00001.parquet");
        // Exported networks contain the key of their stage.
        files.removeIf(file -> file.endsWith(".onnx") || file.equals("reference-moments.safetensors"));
        for (String work : List.of("a", "b")) {
            for (String file : files) {
                assertThat(store.resolve(work).resolve(file))
                        .hasSameBinaryContentAs(store.resolve("c").resolve(file));
            }
        }
    }

    @Test
    void imagesOfAnotherOriginOrShapeAreRefused() {
        assertThatThrownBy(() -> DirectRun.run(
                        StageTransform.of(new FeaturesKind()),
                        List.of(task("shape", Origin.CLEAN, new ImageShape(1, 4, 9)))))
                .hasStackTraceContaining("image 0 has shape 1x6x6, expected 1x4x9");
    }
}
