package org.dcd.runners;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.dcd.pipelines.code.CodeVersions;
import org.dcd.pipelines.experiment.ExperimentReader;
import org.dcd.pipelines.experiment.Sweep;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.Planner;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.StageKind;
import org.dcd.transforms.stage.StageKinds;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Stage keys depend on the code that stages run. */
class CodeOfStagesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("kinds")
    void theSpecificationOfAKindIsHashed(StageKind<?> kind) {
        assertThat(CodeVersions.ofThisProgram().classes(kind)).contains(internalName(kind.spec()));
    }

    static List<StageKind<?>> kinds() {
        return StageKinds.all();
    }

    /** Records of specifications are hashed with their stage; registered members have a hash of their own. */
    @ParameterizedTest
    @MethodSource("experiments")
    void theRecordsOfASpecificationAreHashed(Path experiment) {
        Sweep sweep = ExperimentReader.readSweep(experiment, List.of());
        for (StageNode node : Planner.plan(sweep, Store.open(folder)).all().stages().stream()
                .map(PlannedStage::node)
                .toList()) {
            Set<String> records = new TreeSet<>();
            collect(node.spec(), records);

            assertThat(CodeVersions.ofThisProgram().classes(StageKinds.of(node.kind())))
                    .as("classes hashed for %s of %s", node.name(), experiment)
                    .containsAll(records);
        }
    }

    static Stream<Path> experiments() throws Exception {
        return ShippedExperimentsTest.shipped();
    }

    private static void collect(Object value, Set<String> records) {
        if (value instanceof Optional<?> optional) {
            optional.ifPresent(present -> collect(present, records));
        } else if (value instanceof Collection<?> items) {
            items.forEach(item -> collect(item, records));
        } else if (value instanceof Record && !value.getClass().isAnnotationPresent(TypeName.class)) {
            records.add(internalName(value.getClass()));
            Arrays.stream(value.getClass().getRecordComponents())
                    .forEach(component -> collect(read(component, value), records));
        }
    }

    private static Object read(RecordComponent component, Object value) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static String internalName(Class<?> type) {
        return type.getName().replace('.', '/');
    }
}
