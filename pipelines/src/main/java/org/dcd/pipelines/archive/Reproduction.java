package org.dcd.pipelines.archive;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dcd.pipelines.experiment.ExperimentReader;
import org.dcd.pipelines.experiment.ExternalInput;
import org.dcd.pipelines.run.RunRecord;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.CodeDifferences;
import org.dcd.pipelines.workflow.ExternalInputs;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.Planner;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.pipelines.workflow.StageSelection;
import org.dcd.pipelines.workflow.SweepPlan;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.stage.StageId;
import org.dcd.transforms.stage.dataset.DatasetKind;

/** A run that is made again, from its record, to be held against what is in the store. */
public final class Reproduction {
    private final RunRecord record;
    private final Store store;
    private final Path folder;
    private final Map<String, StageCopy> there = new LinkedHashMap<>();

    private Reproduction(RunRecord record, Store store, Path folder) {
        this.record = record;
        this.store = store;
        this.folder = folder;
    }

    /**
     * Makes sure that the stages of the run are there to be compared with, and that what the run read from outside is
     * what it was.
     *
     * @param store that has the run
     * @param folder from which the paths of the experiment start; as the record has it when empty
     * @throws BadInputException otherwise
     */
    public static Reproduction of(RunRecord record, Store store, Optional<Path> folder) throws IOException {
        Reproduction reproduction = new Reproduction(record, store, folder.orElseGet(() -> folder(record, store)));
        for (RunRecord.StageRecord stage : record.stages()) {
            reproduction.there.put(
                    stage.name(), StageCopy.in(store, new StageId(stage.kind(), stage.key()), stage.name()));
        }
        reproduction.requireInputs();
        return reproduction;
    }

    private static Path folder(RunRecord record, Store store) {
        // Records of before have absolute paths.
        boolean isAnyGood = record.inputs() == null || record.inputs().isEmpty();
        if (record.folder() == null) {
            if (isAnyGood) {
                return Path.of("").toAbsolutePath();
            }
            throw new BadInputException(record.name() + ": the record does not tell where the files of the run are: "
                    + labels(record.inputs()) + "; give the folder of the experiment file with --folder DIR");
        }
        try {
            return Path.of(store.location()).resolve(record.folder()).normalize();
        } catch (InvalidPathException e) {
            throw new BadInputException(
                    record.name() + ": the record gives '" + record.folder()
                            + "' as the folder of the experiment file, which is no path; give it with --folder DIR",
                    e);
        }
    }

    private static String labels(List<ExternalInput> inputs) {
        return inputs.stream().map(ExternalInput::label).collect(Collectors.joining(", "));
    }

    private void requireInputs() throws IOException {
        if (record.inputs() == null) {
            // What has another hash gives other keys; see selected().
            return;
        }
        Map<String, ExternalInput> now = new TreeMap<>();
        ExternalInputs.of(ExperimentReader.readUnpinned(record.yaml(), source(), folder))
                .forEach(input -> now.put(input.key(), input));
        List<String> changed = new ArrayList<>();
        for (ExternalInput was : record.inputs()) {
            ExternalInput is = now.get(was.key());
            if (is == null || !is.sha256().equals(was.sha256())) {
                changed.add(was.label() + " has SHA-256 " + (is == null ? "unknown" : is.sha256()) + " now and had "
                        + was.sha256());
            }
        }
        if (!changed.isEmpty()) {
            throw new BadInputException(record.name() + ": what the run read from outside is not what it was: "
                    + String.join("; ", changed) + "; bring the files of that run");
        }
    }

    private String source() {
        return "run " + record.name();
    }

    /** The plan of all that the record tells of, in another store. */
    public SweepPlan plan(Store fresh) {
        SweepPlan plan = Planner.plan(ExperimentReader.readResolved(record.yaml(), source(), folder), fresh);
        Map<String, StageNode> nodes = nodes(plan);
        for (RunRecord.StageRecord stage : record.stages()) {
            StageNode node = nodes.get(stage.name());
            if (node == null) {
                throw new BadInputException(record.name() + ": this DCD's plan of the run has no stage " + stage.name()
                        + "; make the run again with the DCD that made it");
            }
            if (record.inputs() == null
                    && node.kind().equals(DatasetKind.NAME)
                    && CodeDifferences.between(there.get(stage.name()).manifest(), node.code())
                            .isEmpty()
                    && !node.key().equals(stage.key())) {
                throw new BadInputException(record.name() + ": the data set in " + folder
                        + " is not what the run read; bring the files of that run");
            }
        }
        return plan.selecting(selection());
    }

    /** What the plan chooses of all stages of the experiment. */
    public StageSelection selection() {
        List<String> names =
                record.stages().stream().map(RunRecord.StageRecord::name).toList();
        return new StageSelection(List.of(), record.selection().isEmpty() ? List.of() : names, List.of(), List.of());
    }

    private static Map<String, StageNode> nodes(SweepPlan plan) {
        return plan.plans().get(0).stages().stream()
                .map(PlannedStage::node)
                .collect(Collectors.toMap(StageNode::name, node -> node));
    }

    /** Compares every stage of the record, in its order. */
    public List<StageMatch> compare(SweepPlan made, Store fresh) throws IOException {
        Map<String, StageNode> nodes = nodes(made);
        Map<String, StageMatch> matches = new LinkedHashMap<>();
        for (RunRecord.StageRecord stage : record.stages()) {
            StageNode node = nodes.get(stage.name());
            StageCopy here = StageCopy.in(fresh, node.id(), node.name());
            List<String> differing = node.inputs().stream()
                    .map(input -> input.name())
                    .distinct()
                    .filter(name ->
                            matches.containsKey(name) && !matches.get(name).isEqual())
                    .toList();
            matches.put(stage.name(), StageComparison.of(stage.name(), there.get(stage.name()), here, differing));
        }
        return List.copyOf(matches.values());
    }

    public RunRecord record() {
        return record;
    }

    public Store store() {
        return store;
    }
}
