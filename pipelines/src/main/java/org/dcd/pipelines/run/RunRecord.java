package org.dcd.pipelines.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
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
import org.dcd.schemas.Manifest;
import org.dcd.transforms.stage.StageKinds;

/**
 * The record of a finished run, by which runs are found, compared and reproduced. The record of a plan describes the
 * run that made its stages and lists later runs of the same plan ({@link #after}). Nothing in it identifies a person or
 * a machine. Components that did not exist when a record was written are null.
 *
 * @param dataSeed seed of the split of the data
 * @param selection options that selected or forced stages; empty without such options
 * @param runner name of the runner; empty when all stages were cached
 * @param started ISO-8601 instant
 * @param seconds from taking the leases to this record
 * @param inputs data and files from outside of the store
 * @param environment versions and hardware of the launcher
 * @param source commit of the folder of the experiment file; null also when the folder is not in a work tree of git
 * @param folder folder of the experiment file in the latest run, relative to the store, from which the paths of
 *     {@code yaml} start; null also when there is no relative path, and in imported records
 * @param yaml the resolved experiment
 * @param otherRuns other runs of the same plan by their start: runs that found all stages cached, and runs that made
 *     some of the stages
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
    static final String SUFFIX = ".json";

    /** Key in {@link Environment}. */
    static final String COMMIT = "dcd-commit";

    /**
     * A stage of the plan.
     *
     * @param cached whether it was finished before the recorded run began
     * @param codeVersion version of the code of its kind
     * @param code code of the stage, see {@link org.dcd.pipelines.code.CodeVersions#of}
     * @param inputs keys of the stages that it reads, by role
     * @param started ISO-8601 instant at which it was started, in this run or another
     * @param seconds seconds that it took when it was made
     * @param commit commit of the DCD that made it, as {@code dcd-commit} of the environment
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
        StageRecord cached(boolean found) {
            return new StageRecord(name, kind, key, found, codeVersion, code, inputs, started, seconds, commit);
        }

        boolean isSameAs(StageRecord other) {
            return name.equals(other.name) && key.equals(other.key);
        }
    }

    /**
     * Another run of the plan.
     *
     * @param runner name of the runner; empty when all stages were cached
     * @param started ISO-8601 instant
     * @param stages number of selected stages
     * @param made names of the stages that it made
     * @param commit commit of its DCD
     * @param source commit of the folder of the experiment file at that time
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

    /**
     * The record of a run that has just finished.
     *
     * @param plan stages with their status when the run began; all are in the store now
     * @param selection options that selected or forced stages; empty without such options
     * @param runner name of the runner; empty when all stages were cached
     * @param seconds from taking the leases to now
     */
    static RunRecord of(
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
     * Merges this run with the record of an earlier run of the same plan. The earlier run remains the recorded one, and
     * this run is listed in {@link #otherRuns}. This run becomes the recorded one when no stage of the earlier run
     * remains, or when it has stages that the earlier run does not have.
     */
    public RunRecord after(RunRecord earlier) {
        return RunRecordMerge.of(earlier, this);
    }

    /** Names of the stages that the run made. */
    public List<String> made() {
        return stages.stream()
                .filter(stage -> !stage.cached())
                .map(StageRecord::name)
                .toList();
    }

    /** Start of the latest run of the plan. */
    public Instant latest() {
        return otherRuns.stream()
                .map(other -> instant(other.started))
                .filter(other -> other.isAfter(instant(started)))
                .max(Comparator.naturalOrder())
                .orElseGet(() -> instant(started));
    }

    /** Reads an instant; {@link Instant#EPOCH} when the text is not one. */
    static Instant instant(String text) {
        try {
            return text == null ? Instant.EPOCH : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    /** Key of the report stage, which identifies the plan; without a report stage, key of the last stage. */
    public String reportKey() {
        return stages.stream()
                .filter(stage -> stage.kind().equals(ReportKind.NAME))
                .findFirst()
                .or(() -> stages.stream().reduce((first, second) -> second))
                .map(StageRecord::key)
                .orElse("");
    }

    /** Name of the run: {@code <experiment>-<seed>-<first digits of the report key>}. */
    public String name() {
        return RunNames.of(experiment, seed, reportKey());
    }

    /** Name of the file of the record. */
    public String fileName() {
        return name() + SUFFIX;
    }

    /**
     * A copy for another store, without the folder of the experiment file, which has a meaning on this machine only,
     * and without the other runs, which do not affect the stages.
     */
    public RunRecord portable() {
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

    /** The record as it is stored; the same record gives the same bytes. */
    public byte[] toJson() throws IOException {
        return PRETTY.writeValueAsBytes(this);
    }

    /**
     * Reads a record.
     *
     * @param where location of the file, for messages
     * @param remedy what a user can do about a damaged record, for messages
     * @throws BadInputException when the bytes are not a record
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
}
