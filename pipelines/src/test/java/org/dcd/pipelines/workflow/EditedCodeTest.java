package org.dcd.pipelines.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dcd.pipelines.code.CodeVersions;
import org.dcd.pipelines.code.EditedCode;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageInput;
import org.dcd.schemas.stage.StageResult;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.schemas.stage.StageTask;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and plans after {@code 1.0 / factor} of the operator of an experiment became {@code 0.5 / factor}. */
class EditedCodeTest {
    private static final String OPERATOR = "corruption.operator={type: downsample, factor: 4}";

    private static CodeVersions edited;

    @TempDir
    private Path folder;

    private List<StageNode> before;

    @BeforeAll
    static void edit(@TempDir Path classes) throws IOException {
        edited = EditedCode.edit(
                "transforms/src/main/java/org/dcd/transforms/measurement/Downsample.java",
                "row ? 1.0 / factor",
                "row ? 0.5 / factor",
                classes);
    }

    @BeforeEach
    void plan() throws IOException {
        Planned.write(folder, Planned.EXPERIMENT, "ten images");
        before = nodes(OPERATOR);
    }

    private List<StageNode> nodes(String... overrides) {
        return Planned.in(folder, overrides).stages().stream()
                .map(PlannedStage::node)
                .toList();
    }

    /** The same stages as a program with the edited code plans them. */
    private static List<StageNode> after(List<StageNode> nodes) {
        Map<String, String> keys = new HashMap<>();
        return nodes.stream()
                .map(node -> {
                    List<NodeInput> inputs = node.inputs().stream()
                            .map(input -> new NodeInput(
                                    input.role(),
                                    input.name(),
                                    new StageId(input.id().kind(), keys.get(input.key()))))
                            .toList();
                    SortedMap<String, String> code = edited.of(node.kind(), node.spec());
                    String key = StageKeys.key(node.kind(), node.spec(), inputs, code);
                    keys.put(node.key(), key);
                    return new StageNode(new StageId(node.kind(), key), node.name(), node.spec(), inputs, code);
                })
                .toList();
    }

    private static Set<String> changed(List<StageNode> before) {
        List<StageNode> after = after(before);
        Set<String> changed = new TreeSet<>();
        for (int i = 0; i < before.size(); i++) {
            if (!before.get(i).key().equals(after.get(i).key())) {
                changed.add(before.get(i).name());
            }
        }
        return changed;
    }

    @Test
    void stagesThatUseTheOperatorRunAgain() {
        assertThat(changed(before))
                .contains("corrupt", "teacher", "distil", "score:generator", "report")
                .doesNotContain("dataset", "features:oracle");
        assertThat(after(before))
                .filteredOn(node -> node.code().containsKey("forward operator downsample"))
                .extracting(StageNode::name)
                .contains("corrupt", "teacher", "distil", "score:observation")
                .doesNotContain("dataset", "features:oracle", "features:proximal", "sample:generator");
    }

    @Test
    void anExperimentWithoutTheOperatorKeepsItsKeys() {
        assertThat(changed(nodes())).isEmpty();
    }

    @Test
    void thePlanNamesTheCodeAsTheReason() throws IOException {
        Store store = Store.open(folder.resolve("store"));
        publish(store, before.get(0));
        publish(store, before.get(1));
        StageNode corrupt = after(before).get(1);

        assertThat(before.get(1).name()).isEqualTo("corrupt");
        assertThat(new Explainer(store).explain(corrupt).why())
                .matches("code of forward operator downsample version 1 → modified, sha [0-9a-f]{12}");
    }

    /** Manifests of older stores have the version of the kind only. */
    @Test
    void olderManifestsHaveMembersAtTheirFirstVersion() throws IOException {
        Store store = Store.open(folder.resolve("store"));
        publish(store, before.get(1));
        Path manifest = Path.of(store.stage(before.get(1).id()).location()).resolve("manifest.json");
        String json = Files.readString(manifest);
        String old = json.replaceFirst(",\\s*\"code\" : \\{[^}]*}", "");
        assertThat(old).isNotEqualTo(json).doesNotContain("downsample version");
        Files.writeString(manifest, old);

        StageNode same = before.get(1);
        SortedMap<String, String> raised = new TreeMap<>(same.code());
        raised.put("stage corrupt", "2");
        StageNode version = new StageNode(
                new StageId(same.kind(), "0".repeat(32)), same.name(), same.spec(), same.inputs(), raised);
        assertThat(new Explainer(store).explain(version).why()).isEqualTo("code of corrupt version 1 → 2");
        assertThat(new Explainer(store).explain(after(before).get(1)).why())
                .startsWith("code of forward operator downsample version 1 → modified, sha ");
    }

    private static void publish(Store store, StageNode node) throws IOException {
        StageTask<StageSpec> task = new StageTask<>(
                node.id(),
                node.name(),
                node.spec(),
                node.inputs().stream()
                        .map(input -> new StageInput(input.role(), input.name(), input.id(), store.stage(input.id())))
                        .toList(),
                node.code(),
                store.work(node.id()));
        task.work().write("a.txt", out -> out.write(1));
        store.publish(new StageResult(task, List.of(), Map.of(), List.of(), List.of(), Instant.EPOCH, 1));
    }
}
