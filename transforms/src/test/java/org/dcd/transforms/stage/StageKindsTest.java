package org.dcd.transforms.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.beam.sdk.util.SerializableUtils;
import org.dcd.schemas.stage.StageId;
import org.dcd.transforms.beam.GpuHint;
import org.dcd.transforms.beam.StageTransform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of all registered kinds of stages. */
class StageKindsTest {
    static List<StageKind<?>> kinds() {
        return StageKinds.all();
    }

    @Test
    void theKindsOfTheProjectAreFound() {
        assertThat(kinds())
                .extracting(StageKinds::name)
                .contains(
                        "dataset",
                        "corrupt",
                        "calibrate",
                        "features",
                        "import",
                        "teacher",
                        "distil",
                        "export",
                        "sample",
                        "restore",
                        "score",
                        "candidates",
                        "compare",
                        "analysis");
        assertThatThrownBy(() -> StageKinds.of("teachr")).hasMessageContaining("unknown kind of stage 'teachr'");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void kindsHaveANameAVersionAndARecord(StageKind<?> kind) {
        assertThat(StageId.isKind(StageKinds.name(kind)))
                .as(StageKinds.name(kind))
                .isTrue();
        assertThat(StageKinds.of(StageKinds.name(kind))).isSameAs(kind);
        assertThat(StageKinds.codeVersion(kind)).isPositive();
        assertThat(kind.spec().isRecord()).as("%s is a record", kind.spec()).isTrue();
        assertThat(kinds()).filteredOn(other -> other.spec() == kind.spec()).containsExactly(kind);
        assertThat(kind.cleanData(component -> "")).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void workIsSerialisable(StageKind<?> kind) {
        StageWork<?> sent = SerializableUtils.clone(kind.work());

        assertThat(sent).hasSameClassAs(kind.work());
        assertThat(sent.wantsGpu()).isEqualTo(kind.work().wantsGpu());
        if (kind.work() instanceof StageWork.Training) {
            assertThat(GpuHint.NEEDED.isOf(StageTransform.of(kind))).isTrue();
        }
    }
}
