package org.dcd.pipelines.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.dcd.pipelines.lineage.CleanFlow;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Origin;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.features.ClassifierFeatures;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.Corruption;
import org.dcd.transforms.measurement.GaussianNoise;
import org.dcd.transforms.measurement.Identity;
import org.dcd.transforms.measurement.NoNoise;
import org.dcd.transforms.metric.ReferenceImages;
import org.dcd.transforms.stage.CleanData;
import org.dcd.transforms.stage.StageKinds;
import org.dcd.transforms.stage.corrupt.CorruptSpec;
import org.dcd.transforms.stage.features.FeaturesSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CleanDataCheckTest {
    record Nothing() implements StageSpec {}

    private static final Corruption DECLARED = new Corruption(new Identity(), new GaussianNoise(0.5));

    private final StageNode dataset = node("dataset", "dataset");
    private final StageNode corrupt = node("corrupt", "corrupt", new CorruptSpec(DECLARED, 1), dataset);

    private static void check(List<StageNode> nodes) {
        CleanDataCheck.check(nodes, DECLARED);
    }

    private static StageNode node(String kind, String name, StageNode... inputs) {
        return node(kind, name, new Nothing(), inputs);
    }

    private static StageNode node(String kind, String name, StageSpec spec, StageNode... inputs) {
        return StageNode.of(
                kind,
                name,
                spec,
                List.of(inputs).stream().map(input -> input.as(input.name())).toList());
    }

    private static StageNode features(Origin origin, StageNode images) {
        ClassifierFeatures extractor = new ClassifierFeatures(16, 64, 60, 64, 2e-3);
        return node(
                "features",
                "features:" + origin,
                new FeaturesSpec(extractor, origin, new ImageShape(1, 16, 16), 10, 0, new ReferenceImages(), 1),
                images);
    }

    @Test
    void corruptionLetsDataThrough() {
        StageNode features = features(Origin.MEASUREMENT, corrupt);
        StageNode teacher = node("teacher", "teacher", corrupt);
        StageNode distil = node("distil", "distil", teacher, corrupt, features);

        assertThatCode(() -> check(List.of(dataset, corrupt, features, teacher, distil)))
                .doesNotThrowAnyException();
    }

    /** Else a method could measure clean images with nothing hidden, and train on them. */
    @Test
    void onlyTheCorruptionOfTheExperimentHidesCleanData() {
        StageNode bare =
                node("corrupt", "bare", new CorruptSpec(new Corruption(new Identity(), new NoNoise()), 1), dataset);
        StageNode teacher = node("teacher", "teacher", bare);

        assertThatThrownBy(() -> check(List.of(dataset, bare, teacher)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("clean data would reach teacher on the path dataset -> bare -> teacher");
    }

    /** Restored images come from measurements: they may be taken as they are. */
    @Test
    void restoredImagesMayBeMeasuredWithoutCorruption() {
        StageNode restored = node("restore", "restore", corrupt);
        StageNode bare =
                node("corrupt", "bare", new CorruptSpec(new Corruption(new Identity(), new NoNoise()), 1), restored);
        StageNode teacher = node("teacher", "teacher", bare);

        assertThatCode(() -> check(List.of(dataset, corrupt, restored, bare, teacher)))
                .doesNotThrowAnyException();
    }

    @Test
    void aTeacherOfCleanImagesIsRefused() {
        StageNode teacher = node("teacher", "teacher", corrupt, dataset);

        assertThatThrownBy(() -> check(List.of(dataset, corrupt, teacher)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("clean data would reach teacher on the path dataset -> teacher");
    }

    @Test
    void noiseIsNotEstimatedOnCleanImages() {
        StageNode calibrate = node("calibrate", "calibrate", dataset);

        assertThatThrownBy(() -> check(List.of(dataset, calibrate)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("clean data would reach calibrate on the path dataset -> calibrate");
    }

    @Test
    void selectionByCleanFeaturesIsRefused() {
        StageNode clean = features(Origin.CLEAN, dataset);
        StageNode teacher = node("teacher", "teacher", corrupt);
        StageNode distil = node("distil", "distil", teacher, clean);

        assertThatThrownBy(() -> check(List.of(dataset, corrupt, clean, teacher, distil)))
                .hasMessageContaining("dataset -> features:CLEAN -> distil");
    }

    /** Candidates are scored against clean images, but no training may read the scores. */
    @Test
    void candidatesMayBeScoredAgainstCleanImagesButNotTrainedOn() {
        StageNode clean = features(Origin.CLEAN, dataset);
        StageNode distil = node("distil", "distil", corrupt);
        StageNode candidates = node("candidates", "candidates", distil, clean);
        StageNode next = node("distil", "next", corrupt, candidates);
        List<StageNode> blind = List.of(dataset, corrupt, clean, distil, candidates);

        assertThatCode(() -> check(blind)).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(List.of(dataset, corrupt, clean, distil, candidates, next)))
                .hasMessageContaining(
                        "clean data would reach next on the path dataset -> features:CLEAN -> candidates -> next");
    }

    @Test
    void proximalFeaturesOfCleanImagesAreRefused() {
        StageNode proximal = features(Origin.MEASUREMENT, dataset);

        assertThatThrownBy(() -> check(List.of(dataset, proximal)))
                .hasMessageContaining("clean data would reach features:MEASUREMENT");
    }

    @Test
    void restorationOfCleanImagesIsRefused() {
        StageNode restore = node("restore", "restore:dps", corrupt, dataset);

        assertThatThrownBy(() -> check(List.of(dataset, corrupt, restore)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("clean data would reach restore:dps on the path dataset -> restore:dps");
    }

    @Test
    void restoredImagesAreComparedWithCleanOnes() {
        StageNode restore = node("restore", "restore:dps", corrupt);
        StageNode compare = node("compare", "compare:dps", restore, dataset);

        assertThatCode(() -> check(List.of(dataset, corrupt, restore, compare))).doesNotThrowAnyException();
    }

    @Test
    void scoresMaySeeCleanImages() {
        StageNode score = node("score", "score:held-out", dataset);

        assertThatCode(() -> check(List.of(dataset, score))).doesNotThrowAnyException();
    }

    static List<String> blindKinds() {
        return StageKinds.all().stream()
                .filter(kind -> kind.cleanData(component -> "") == CleanData.MUST_NOT_SEE)
                .map(StageKinds::name)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("blindKinds")
    void everyKindThatMustNotSeeCleanDataRefusesIt(String kind) {
        CleanFlow.Step data = CleanFlow.Step.of(dataset.id(), "dataset", List.of(), () -> "{}");
        StageId id = new StageId(kind, "0".repeat(32));
        CleanFlow.Step blind = CleanFlow.Step.of(id, kind, List.of(dataset.key()), () -> "{}");

        assertThat(new CleanFlow(List.of(data, blind)).breach()).contains(blind);
        assertThat(blindKinds()).contains("calibrate", "features", "teacher", "distil", "restore");
    }
}
