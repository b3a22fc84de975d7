package org.dcd.pipelines.plan;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dcd.pipelines.spec.ExternalInput;
import org.dcd.pipelines.store.Environment;
import org.dcd.pipelines.store.Lookup;
import org.dcd.pipelines.store.RunNames;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageKind;

/**
 * What a finished run was, kept under {@code runs/} so that runs can be found, compared and made again. A run of the
 * same plan replaces the record of the one before. Nothing in it names a person or a machine. Records of before some
 * component was kept have null there.
 *
 * @param dataSeed seed of the split of the data
 * @param selection options that chose or forced stages; empty when everything was asked for
 * @param runner name of the runner; empty when everything was cached and none ran
 * @param started ISO-8601 instant
 * @param seconds from taking the locks to this record
 * @param inputs what was read from outside
 * @param environment versions and hardware of the launcher
 * @param source commit of the folder of the experiment file; null where that is no work tree of git, too
 * @param folder from the store to the folder of the experiment file, from which the paths of {@code yaml} start; null
 *     where they have nothing in common, and in a record that came from elsewhere, too
 * @param yaml the resolved experiment
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
        String yaml) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectWriter PRETTY = JSON.writerWithDefaultPrettyPrinter();
    private static final String SUFFIX = ".json";

    /**
     * A stage of the plan.
     *
     * @param cached whether the run found it finished
     * @param codeVersion version of the code of its kind
     * @param inputs keys of the stages that it reads, by role
     * @param seconds that it took, whenever it was made
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record StageRecord(
            String name,
            String kind,
            String key,
            boolean cached,
            Integer codeVersion,
            SortedMap<String, String> inputs,
            Double seconds) {}

    public RunRecord {
        selection = selection == null ? "" : selection;
        stages = List.copyOf(stages);
        inputs = inputs == null ? null : List.copyOf(inputs);
        environment = new TreeMap<>(environment);
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
                plan.yaml());
    }

    private static StageRecord stage(PlannedStage stage, Store store) {
        StageNode node = stage.node();
        TreeMap<String, String> inputs = new TreeMap<>();
        node.inputs().forEach(input -> inputs.put(input.role(), input.key()));
        Double seconds = store.find(node.kind(), node.key()) instanceof Lookup.Present present
                ? present.manifest().getSeconds()
                : null;
        return new StageRecord(
                node.name(),
                node.kind().id(),
                node.key(),
                stage.cached(),
                node.kind().codeVersion(),
                inputs,
                seconds);
    }

    /** Key of the report stage, which stands for all stages; where there is none, of the last stage. */
    public String reportKey() {
        return stages.stream()
                .filter(stage -> stage.kind().equals(StageKind.REPORT.id()))
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

    /** The same record for another place, where the way to the experiment's folder means nothing. */
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
                yaml);
    }

    /** As it is written; the same record gives the same bytes. */
    public byte[] toJson() throws IOException {
        return PRETTY.writeValueAsBytes(this);
    }

    public void writeTo(Store store) throws IOException {
        byte[] json = toJson();
        store.runs().write(fileName(), out -> out.write(json));
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
