package org.dcd.pipelines.workflow;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Origin;
import org.dcd.schemas.stage.StageKind;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.features.ClassifierFeatures;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.metric.ReferenceImages;
import org.dcd.transforms.stage.features.FeaturesSpec;
import org.junit.jupiter.api.Test;

class FirewallTest {
    record Nothing() implements StageSpec {}

    private final StageNode dataset = node(StageKind.DATASET, "dataset");
    private final StageNode corrupt = node(StageKind.CORRUPT, "corrupt", dataset);

    private static StageNode node(StageKind kind, String name, StageNode... inputs) {
        return node(kind, name, new Nothing(), inputs);
    }

    private static StageNode node(StageKind kind, String name, StageSpec spec, StageNode... inputs) {
        return StageNode.of(
                kind,
                name,
                spec,
                List.of(inputs).stream().map(input -> input.as(input.name())).toList());
    }

    private static StageNode features(Origin origin, StageNode images) {
        ClassifierFeatures extractor = new ClassifierFeatures(16, 64, 60, 64, 2e-3);
        return node(
                StageKind.FEATURES,
                "features:" + origin,
                new FeaturesSpec(extractor, origin, new ImageShape(1, 16, 16), 10, 0, new ReferenceImages(), 1),
                images);
    }

    @Test
    void corruptionLetsDataThrough() {
        StageNode features = features(Origin.MEASUREMENT, corrupt);
        StageNode teacher = node(StageKind.TEACHER, "teacher", corrupt);
        StageNode distil = node(StageKind.DISTIL, "distil", teacher, corrupt, features);

        assertThatCode(() -> Firewall.check(List.of(dataset, corrupt, features, teacher, distil)))
                .doesNotThrowAnyException();
    }

    @Test
    void aTeacherOfCleanImagesIsRefused() {
        StageNode teacher = node(StageKind.TEACHER, "teacher", corrupt, dataset);

        assertThatThrownBy(() -> Firewall.check(List.of(dataset, corrupt, teacher)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("clean data would reach teacher by dataset -> teacher");
    }

    @Test
    void noiseIsNotEstimatedOnCleanImages() {
        StageNode calibrate = node(StageKind.CALIBRATE, "calibrate", dataset);

        assertThatThrownBy(() -> Firewall.check(List.of(dataset, calibrate)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("clean data would reach calibrate by dataset -> calibrate");
    }

    @Test
    void selectionByOracleFeaturesIsRefused() {
        StageNode oracle = features(Origin.CLEAN, dataset);
        StageNode teacher = node(StageKind.TEACHER, "teacher", corrupt);
        StageNode distil = node(StageKind.DISTIL, "distil", teacher, oracle);

        assertThatThrownBy(() -> Firewall.check(List.of(dataset, corrupt, oracle, teacher, distil)))
                .hasMessageContaining("dataset -> features:CLEAN -> distil");
    }

    /** Candidates are scored against clean images, but nothing that is trained may read what came of it. */
    @Test
    void candidatesMeetCleanImagesAfterTheChoiceOnly() {
        StageNode oracle = features(Origin.CLEAN, dataset);
        StageNode distil = node(StageKind.DISTIL, "distil", corrupt);
        StageNode candidates = node(StageKind.CANDIDATES, "candidates", distil, oracle);
        StageNode next = node(StageKind.DISTIL, "next", corrupt, candidates);
        List<StageNode> blind = List.of(dataset, corrupt, oracle, distil, candidates);

        assertThatCode(() -> Firewall.check(blind)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Firewall.check(List.of(dataset, corrupt, oracle, distil, candidates, next)))
                .hasMessageContaining("clean data would reach next by dataset -> features:CLEAN -> candidates -> next");
    }

    @Test
    void proximalFeaturesOfCleanImagesAreRefused() {
        StageNode proximal = features(Origin.MEASUREMENT, dataset);

        assertThatThrownBy(() -> Firewall.check(List.of(dataset, proximal)))
                .hasMessageContaining("clean data would reach features:MEASUREMENT");
    }

    @Test
    void restorationOfCleanImagesIsRefused() {
        StageNode restore = node(StageKind.RESTORE, "restore:dps", corrupt, dataset);

        assertThatThrownBy(() -> Firewall.check(List.of(dataset, corrupt, restore)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("clean data would reach restore:dps by dataset -> restore:dps");
    }

    @Test
    void restoredImagesAreComparedWithCleanOnes() {
        StageNode restore = node(StageKind.RESTORE, "restore:dps", corrupt);
        StageNode compare = node(StageKind.COMPARE, "compare:dps", restore, dataset);

        assertThatCode(() -> Firewall.check(List.of(dataset, corrupt, restore, compare)))
                .doesNotThrowAnyException();
    }

    @Test
    void scoresMaySeeCleanImages() {
        StageNode score = node(StageKind.SCORE, "score:held-out", dataset);

        assertThatCode(() -> Firewall.check(List.of(dataset, score))).doesNotThrowAnyException();
    }
}
