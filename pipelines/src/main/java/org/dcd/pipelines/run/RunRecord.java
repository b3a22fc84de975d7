package org.dcd.pipelines.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.dcd.pipelines.experiment.ExternalInput;
import org.dcd.pipelines.report.ReportKind;
import org.dcd.pipelines.store.Environment;
import org.dcd.pipelines.store.LookupResult;
import org.dcd.pipelines.store.RunNames;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.stage.StageKinds;

/**
 * What a finished run was, kept under {@code runs/} so that runs can be found, compared and made again. The record of a
 * plan describes the run that made its stages; later runs of the same plan are listed in it ({@link #after}). Nothing
 * in it names a person or a machine. Components that did not exist when a record was written are null.
 *
 * @param dataSeed seed of the split of the data
 * @param selection options that chose or forced stages; empty when everything was asked for
 * @param runner name of the runner; empty when everything was cached and none ran
 * @param started ISO-8601 instant
 * @param seconds from taking the locks to this record
 * @param inputs what was read from outside
 * @param environment versions and hardware of the launcher
 * @param source commit of the folder of the experiment file; null where that is no work tree of git, too
 * @param folder from the store to the folder of the experiment file, from which the paths of {@code yaml} start, as the
 *     latest run had it; null where they have nothing in common, and in a record that came from elsewhere, too
 * @param yaml the resolved experiment
 * @param otherRuns other runs of the same plan by their start: those that found all cached, and those that made some of
 *     its stages
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunRecord(
        String experiment,
        long seed,
        Long dataSeed,
        String selection,
        String runner,
        String started,
        double seconds,
        List<StageRecord> stages,
        List<ExternalInput> inputs,
        SortedMap<String, String> environment,
        SourceCommit source,
        String folder,
        String yaml,
        List<OtherRun> otherRuns) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectWriter PRETTY = JSON.writerWithDefaultPrettyPrinter();
    private static final String SUFFIX = ".json";

    /** Of {@link Environment}. */
    private static final String COMMIT = "dcd-commit";

    /** Runs that made nothing are listed up to so many, the latest ones. */
    private static final int MOST_CACHED_RUNS = 100;

    /**
     * A stage of the plan.
     *
     * @param cached whether it was already finished when the recorded run began
     * @param codeVersion version of the code of its kind
     * @param code the code that it ran, {@link org.dcd.pipelines.code.CodeVersions#of}
     * @param inputs keys of the stages that it reads, by role
     * @param started ISO-8601 instant at which its making began, in this run or another
     * @param seconds that it took, whenever it was made
     * @param commit of the DCD that made it, as {@code dcd-commit} of the environment
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record StageRecord(
            String name,
            String kind,
            String key,
            boolean cached,
            Integer codeVersion,
            SortedMap<String, String> code,
            SortedMap<String, String> inputs,
            String started,
            Double seconds,
            String commit) {
        private StageRecord cached(boolean found) {
            return new StageRecord(name, kind, key, found, codeVersion, code, inputs, started, seconds, commit);
        }

        private boolean isSameAs(StageRecord other) {
            return name.equals(other.name) && key.equals(other.key);
        }
    }

    /**
     * Another run of the plan.
     *
     * @param runner name of the runner; empty when everything was cached
     * @param started ISO-8601 instant
     * @param stages number of stages that were asked for
     * @param made names of those that it made
     * @param commit of its DCD
     * @param source commit of the folder of the experiment file then
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record OtherRun(
            String started,
            double seconds,
            String runner,
            String selection,
            int stages,
            List<String> made,
            String commit,
            SourceCommit source) {
        public OtherRun {
            made = made == null ? List.of() : List.copyOf(made);
        }
    }

    public RunRecord {
        selection = selection == null ? "" : selection;
        stages = List.copyOf(stages);
        inputs = inputs == null ? null : List.copyOf(inputs);
        environment = new TreeMap<>(environment);
        otherRuns = otherRuns == null ? List.of() : List.copyOf(otherRuns);
    }

    /** @param plan with the status that its stages had when the run began; all are in the store now */
    public static RunRecord of(
            Plan plan,
            RunOrigin origin,
            String selection,
            String runner,
            Instant started,
            double seconds,
            Store store) {
        return new RunRecord(
                plan.experiment(),
                plan.seed(),
                origin.dataSeed(),
                selection,
                runner,
                started.toString(),
                seconds,
                plan.stages().stream().map(stage -> stage(stage, store)).toList(),
                origin.inputs(),
                Environment.describe(),
                origin.source(),
                origin.from(store),
                plan.yaml(),
                List.of());
    }

    private static StageRecord stage(PlannedStage stage, Store store) {
        StageNode node = stage.node();
        TreeMap<String, String> inputs = new TreeMap<>();
        node.inputs().forEach(input -> inputs.put(input.role(), input.key()));
        Manifest manifest = store.find(node.id()) instanceof LookupResult.Present present ? present.manifest() : null;
        return new StageRecord(
                node.name(),
                node.kind(),
                node.key(),
                stage.cached(),
                StageKinds.codeVersion(node.kind()),
                node.code(),
                inputs,
                manifest == null ? null : manifest.getStarted(),
                manifest == null ? null : manifest.getSeconds(),
                manifest == null ? null : manifest.getEnvironment().get(COMMIT));
    }

    /**
     * Merges this run with the record of an earlier run of the same plan. The earlier run stays the recorded one, and
     * this run is listed in {@link #otherRuns}. This run becomes the recorded one when no stage of the earlier run is
     * left, or when it has stages that the earlier run does not have.
     */
    public RunRecord after(RunRecord earlier) {
        Set<String> remade = new HashSet<>(made());
        earlier.otherRuns.stream()
                .filter(other -> instant(other.started).isAfter(instant(earlier.started)))
                .forEach(other -> remade.addAll(other.made));
        boolean isCovered =
                stages.stream().allMatch(stage -> earlier.stages.stream().anyMatch(stage::isSameAs));
        boolean remains = earlier.made().stream().anyMatch(name -> !remade.contains(name));
        return isCovered && (made().isEmpty() || remains) ? earlier.with(this) : with(earlier);
    }

    /** This record with another run of its plan added. */
    private RunRecord with(RunRecord other) {
        RunRecord latest = instant(other.started).isAfter(instant(started)) ? other : this;
        RunRecord placed = latest.folder != null || folder == null ? latest : this;
        List<OtherRun> others = new ArrayList<>(otherRuns);
        others.addAll(other.otherRuns);
        others.add(other.asOther());
        return new RunRecord(
                experiment,
                seed,
                latest.dataSeed != null ? latest.dataSeed : dataSeed,
                selection,
                runner,
                started,
                seconds,
                stagesWith(other, latest == other),
                latest.inputs != null ? latest.inputs : inputs,
                environment,
                source,
                placed.folder,
                placed.yaml,
                bounded(others));
    }

    /**
     * The stages of this record with those that only another has.
     *
     * @param later whether the other knows better when stages were made
     */
    private List<StageRecord> stagesWith(RunRecord other, boolean later) {
        Map<String, StageRecord> mine = new LinkedHashMap<>();
        stages.forEach(stage -> mine.put(stage.name(), stage));
        List<StageRecord> all = new ArrayList<>();
        for (StageRecord stage : other.stages) {
            StageRecord own = mine.get(stage.name());
            if (own == null) {
                all.add(stage.cached(true));
            } else if (later && own.isSameAs(stage)) {
                mine.put(stage.name(), stage.cached(own.cached()));
            }
        }
        all.addAll(mine.values());
        return all;
    }

    /** Without the oldest of the runs that made nothing, where there are many. */
    private static List<OtherRun> bounded(List<OtherRun> others) {
        List<OtherRun> sorted = others.stream()
                .sorted(Comparator.comparing(other -> instant(other.started)))
                .collect(Collectors.toCollection(ArrayList::new));
        long cached = sorted.stream().filter(other -> other.made.isEmpty()).count();
        for (Iterator<OtherRun> all = sorted.iterator(); cached > MOST_CACHED_RUNS && all.hasNext(); ) {
            if (all.next().made.isEmpty()) {
                all.remove();
                cached--;
            }
        }
        return sorted;
    }

    private OtherRun asOther() {
        return new OtherRun(
                started, seconds, runner, selection, stages.size(), made(), environment.get(COMMIT), source);
    }

    /** Names of the stages that the run made. */
    public List<String> made() {
        return stages.stream()
                .filter(stage -> !stage.cached())
                .map(StageRecord::name)
                .toList();
    }

    /** When the latest run of the plan began. */
    public Instant latest() {
        return otherRuns.stream()
                .map(other -> instant(other.started))
                .filter(other -> other.isAfter(instant(started)))
                .max(Comparator.naturalOrder())
                .orElseGet(() -> instant(started));
    }

    /** The past where a file says something else. */
    private static Instant instant(String text) {
        try {
            return text == null ? Instant.EPOCH : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    /** Key of the report stage, which stands for all stages; where there is none, of the last stage. */
    public String reportKey() {
        return stages.stream()
                .filter(stage -> stage.kind().equals(ReportKind.NAME))
                .findFirst()
                .or(() -> stages.stream().reduce((first, second) -> second))
                .map(StageRecord::key)
                .orElse("");
    }

    /** What the run is called: {@code <experiment>-<seed>-<start of the report key>}. */
    public String name() {
        return RunNames.of(experiment, seed, reportKey());
    }

    /** Name of the file. */
    public String fileName() {
        return name() + SUFFIX;
    }

    /**
     * The same record for another place, where the way to the experiment's folder means nothing, and without the other
     * runs: what was made is the same after each of them.
     */
    public RunRecord away() {
        return new RunRecord(
                experiment,
                seed,
                dataSeed,
                selection,
                runner,
                started,
                seconds,
                stages,
                inputs,
                environment,
                source,
                null,
                yaml,
                List.of());
    }

    /** As it is written; the same record gives the same bytes. */
    public byte[] toJson() throws IOException {
        return PRETTY.writeValueAsBytes(this);
    }

    /**
     * Keeps this run in a store: as its record, or beside the record of an earlier run of the same plan.
     *
     * @param messages told of a record that could not be read and is replaced
     */
    public void writeTo(Store store, Consumer<String> messages) throws IOException {
        byte[] json = joined(store, messages).toJson();
        store.runs().write(fileName(), out -> out.write(json));
    }

    private RunRecord joined(Store store, Consumer<String> messages) throws IOException {
        Folder runs = store.runs();
        if (!runs.exists(fileName())) {
            return this;
        }
        try (InputStream in = runs.open(fileName())) {
            return after(ofJson(in.readAllBytes(), runs.location() + "/" + fileName(), "it is replaced"));
        } catch (BadInputException damaged) {
            messages.accept(damaged.getMessage());
            return this;
        }
    }

    /**
     * Reads a record.
     *
     * @param where for messages
     * @param remedy for messages
     * @throws BadInputException when it is none
     */
    public static RunRecord ofJson(byte[] json, String where, String remedy) throws IOException {
        try {
            RunRecord record = JSON.readValue(json, RunRecord.class);
            if (record == null) {
                throw new BadInputException(where + " is not a record of a run: it is null; " + remedy);
            }
            return record;
        } catch (JsonProcessingException e) {
            throw new BadInputException(
                    where + " is not a record of a run: " + e.getOriginalMessage() + "; " + remedy, e);
        }
    }

    /** All runs of a store, by file name. */
    public static List<RunRecord> all(Store store) throws IOException {
        Folder folder = store.runs();
        List<RunRecord> records = new ArrayList<>();
        for (String name : folder.list()) {
            if (name.endsWith(SUFFIX) && !name.startsWith(".")) {
                try (InputStream in = folder.open(name)) {
                    records.add(ofJson(
                            in.readAllBytes(),
                            folder.location() + "/" + name,
                            "delete it and run that experiment again, which is quick: its stages are kept"));
                }
            }
        }
        return records;
    }

    /**
     * One run of a store.
     *
     * @param name of a run, with or without {@code .json}, or the beginning of one name alone
     * @throws BadInputException when there is none, or several
     */
    public static RunRecord named(String name, Store store) throws IOException {
        List<RunRecord> all = all(store);
        String wanted = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
        List<RunRecord> exact =
                all.stream().filter(run -> run.name().equals(wanted)).toList();
        List<RunRecord> found = exact.isEmpty()
                ? all.stream().filter(run -> run.name().startsWith(wanted)).toList()
                : exact;
        if (found.size() != 1) {
            List<String> names = (found.isEmpty() ? all : found)
                    .stream().map(RunRecord::name).toList();
            throw new BadInputException("the store " + store.location() + " has "
                    + (found.isEmpty() ? "no run" : Count.of(found.size(), "run")) + " whose name begins with '"
                    + wanted
                    + "'; there " + (names.isEmpty() ? "is none" : "are " + String.join(", ", names)));
        }
        return found.get(0);
    }
}
