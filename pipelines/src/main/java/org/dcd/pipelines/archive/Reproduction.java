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

/** Repeats a run from its record in another store, and compares all stages with the original ones. */
public final class Reproduction {
    private final RunRecord record;
    private final Store store;
    private final Path folder;
    private final Map<String, StageCopy> originals = new LinkedHashMap<>();

    private Reproduction(RunRecord record, Store store, Path folder) {
        this.record = record;
        this.store = store;
        this.folder = folder;
    }

    /**
     * Checks that the store has all stages of a run, and that its inputs from outside of the store have not changed.
     *
     * @param store store with the stages of the run
     * @param folder folder from which the paths of the experiment start; empty for the folder in the record
     * @throws BadInputException when a stage is missing or an input has changed
     */
    public static Reproduction of(RunRecord record, Store store, Optional<Path> folder) throws IOException {
        Reproduction reproduction = new Reproduction(record, store, folder.orElseGet(() -> folder(record, store)));
        for (RunRecord.StageRecord stage : record.stages()) {
            reproduction.originals.put(
                    stage.name(), StageCopy.in(store, new StageId(stage.kind(), stage.key()), stage.name()));
        }
        reproduction.requireInputs();
        return reproduction;
    }

    private static Path folder(RunRecord record, Store store) {
        // records of earlier versions have absolute paths and no inputs
        boolean needsNoFolder = record.inputs() == null || record.inputs().isEmpty();
        if (record.folder() == null) {
            if (needsNoFolder) {
                return Path.of("").toAbsolutePath();
            }
            throw new BadInputException(record.name() + ": the record does not contain the folder of the run's files: "
                    + labels(record.inputs()) + "; give the folder of the experiment file with --folder DIR");
        }
        try {
            return Path.of(store.location()).resolve(record.folder()).normalize();
        } catch (InvalidPathException e) {
            throw new BadInputException(
                    record.name() + ": the record gives '" + record.folder()
                            + "' as the folder of the experiment file, which is not a path; give it with --folder DIR",
                    e);
        }
    }

    private static String labels(List<ExternalInput> inputs) {
        return inputs.stream().map(ExternalInput::label).collect(Collectors.joining(", "));
    }

    private void requireInputs() throws IOException {
        if (record.inputs() == null) {
            // Changed inputs change the keys of stages, which plan() checks.
            return;
        }
        Map<String, ExternalInput> now = new TreeMap<>();
        ExternalInputs.of(ExperimentReader.readUnpinned(record.yaml(), source(), folder))
                .forEach(input -> now.put(input.key(), input));
        List<String> changed = new ArrayList<>();
        for (ExternalInput was : record.inputs()) {
            ExternalInput is = now.get(was.key());
            if (is == null || !is.sha256().equals(was.sha256())) {
                changed.add(was.label() + " has SHA-256 " + (is == null ? "unknown" : is.sha256()) + " now, but had "
                        + was.sha256());
            }
        }
        if (!changed.isEmpty()) {
            throw new BadInputException(record.name() + ": inputs of the run have changed: "
                    + String.join("; ", changed) + "; restore the files of that run");
        }
    }

    private String source() {
        return "run " + record.name();
    }

    /**
     * The plan of the stages of the record in another store.
     *
     * @throws BadInputException when this version of DCD plans other stages, or when the data set has changed
     */
    public SweepPlan plan(Store fresh) {
        SweepPlan plan = Planner.plan(ExperimentReader.readResolved(record.yaml(), source(), folder), fresh);
        Map<String, StageNode> nodes = nodes(plan);
        for (RunRecord.StageRecord stage : record.stages()) {
            StageNode node = nodes.get(stage.name());
            if (node == null) {
                throw new BadInputException(record.name() + ": this version of DCD plans the run without the stage "
                        + stage.name() + "; repeat the run with the version that made it");
            }
            if (record.inputs() == null
                    && node.kind().equals(DatasetKind.NAME)
                    && CodeDifferences.between(originals.get(stage.name()).manifest(), node.code())
                            .isEmpty()
                    && !node.key().equals(stage.key())) {
                throw new BadInputException(record.name() + ": the data set in " + folder
                        + " differs from the one that the run read; restore the files of that run");
            }
        }
        return plan.selecting(selection());
    }

    /** The selection of the stages of the record among all stages of the experiment. */
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

    /**
     * Compares all stages of the record, in the order of the record.
     *
     * @param made plan of the repeated run
     * @param fresh store of the repeated run
     */
    public List<StageMatch> compare(SweepPlan made, Store fresh) throws IOException {
        Map<String, StageNode> nodes = nodes(made);
        Map<String, StageMatch> matches = new LinkedHashMap<>();
        for (RunRecord.StageRecord stage : record.stages()) {
            StageNode node = nodes.get(stage.name());
            StageCopy repeated = StageCopy.in(fresh, node.id(), node.name());
            List<String> differing = node.inputs().stream()
                    .map(input -> input.name())
                    .distinct()
                    .filter(name ->
                            matches.containsKey(name) && !matches.get(name).isEqual())
                    .toList();
            matches.put(
                    stage.name(), StageComparison.of(stage.name(), originals.get(stage.name()), repeated, differing));
        }
        return List.copyOf(matches.values());
    }

    /** The record of the original run. */
    public RunRecord record() {
        return record;
    }

    /** The store of the original run. */
    public Store store() {
        return store;
    }
}
