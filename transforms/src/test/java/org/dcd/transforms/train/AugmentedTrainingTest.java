package org.dcd.transforms.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.augment.AugmentPipe;
import org.dcd.transforms.augment.AugmentPipe.Transforms;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.AmbientInpainting;
import org.dcd.transforms.loss.AmbientInpainting.HiddenScale;
import org.dcd.transforms.loss.AmbientInpainting.LossMask;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.loss.Objective;
import org.dcd.transforms.loss.Standard;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.RandomMask;
import org.dcd.transforms.model.Denoiser;
import org.dcd.transforms.model.Mlp;
import org.dcd.transforms.ops.torch.Engines;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.teacher.TeacherTrainer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on augmented measurements. */
class AugmentedTrainingTest {
    private static final int N = 20;
    private static final ImageShape SHAPE = new ImageShape(1, 4, 6);
    private static final MeasurementModel MASKED = new MeasurementModel(new RandomMask(0.5), SHAPE);
    private static final float[] MASKS = MASKED.draw(N, i -> i);

    @TempDir
    private Path store;

    private TinyTraining tiny;

    @BeforeEach
    void writeMeasurements() throws IOException {
        tiny = new TinyTraining(store);
        tiny.writeMeasurements("corrupt", Origin.MEASUREMENT);
    }

    @Test
    void trainingWithAugmentationIsReproducible() throws Exception {
        AugmentPipe flips = new AugmentPipe(0.5, Transforms.FLIPS);

        Map<String, float[]> first = trained("first", flips);

        assertThat(first).containsKey("model.map_augment.weight");
        assertThat(first.get("model.map_augment.weight")).hasSize(16 * 9);
        Map<String, float[]> again = trained("again", flips);
        first.forEach((name, values) -> assertThat(again.get(name)).as(name).containsExactly(values));
    }

    /** Without augmentation a network that accepts labels trains like one that does not. */
    @Test
    void withoutAugmentationNothingChanges() throws Exception {
        Map<String, float[]> off = trained("off", new AugmentPipe(0, Transforms.ALL));
        Folder plain = tiny.folder("plain");
        TeacherTrainer.run(tiny.plainTeacher(plain, 1), Engines.devices());

        assertThat(off).doesNotContainKey("model.map_augment.weight");
        Weights.read(plain, FileNames.TEACHER)
                .forEach((name, values) -> assertThat(off.get(name)).as(name).containsExactly(values));
    }

    private Map<String, float[]> trained(String work, AugmentPipe pipe) throws Exception {
        Folder folder = tiny.folder(work);
        TeacherTrainer.run(tiny.augmentedTeacher(folder, 1, pipe), Engines.devices());
        return Weights.read(folder, FileNames.TEACHER);
    }

    @Test
    void masksAreMirroredWithTheirImages() {
        AugmentedMeasurements augmented = augmented(
                new AmbientInpainting(0.1, LossMask.MEASURED, LossMask.MEASURED, HiddenScale.DATA),
                new AugmentPipe(1, Transforms.FLIPS));

        assertThat(augmented.operatorParameters()).isNotEqualTo(MASKS);
        assertThat(augmented.y()).isEqualTo(masked(augmented.y(), augmented.operatorParameters()));
    }

    @Test
    void objectivesWithoutMasksAllowAllMoves() {
        AugmentedMeasurements augmented = augmented(new Standard(), new AugmentPipe(1, Transforms.ALL));

        assertThat(augmented.operatorParameters()).isEqualTo(MASKS);
        assertThat(augmented.labels()).hasSize(9 * N);
    }

    private static AugmentedMeasurements augmented(Objective objective, AugmentPipe pipe) {
        Denoiser network = new Mlp(4, 1);
        float[] y = masked(Seeds.normal(1, N * SHAPE.size()), MASKS);
        return AugmentedMeasurements.of(
                pipe, ConditionedDenoiser.ofTeacher(network, objective, MASKED), y, MASKS, N, i -> i);
    }

    private static float[] masked(float[] images, float[] masks) {
        float[] masked = images.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] = masks[i] == 0 ? 0 : masked[i];
        }
        return masked;
    }
}
