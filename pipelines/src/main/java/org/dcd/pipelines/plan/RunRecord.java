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
import java.util.Map;
import org.dcd.pipelines.store.Environment;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageKind;

/**
 * What a finished run was, kept under {@code runs/} so that runs can be found and compared. A run of the same plan
 * replaces the record of the one before.
 *
 * @param yaml the resolved experiment
 * @param selection options that chose or forced stages; empty when everything was asked for
 * @param runner name of the runner; empty when everything was cached and none ran
 * @param started ISO-8601 instant
 * @param environment versions and hardware of the launcher
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunRecord(
        String experiment,
        long seed,
        String selection,
        String runner,
        String started,
        double seconds,
        List<StageRecord> stages,
        Map<String, String> environment,
        String yaml) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectWriter PRETTY = JSON.writerWithDefaultPrettyPrinter();
    private static final int KEY_DIGITS = 12;

    /** @param cached whether the run found it finished */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record StageRecord(String name, String kind, String key, boolean cached) {}

    public RunRecord {
        selection = selection == null ? "" : selection;
        stages = List.copyOf(stages);
        environment = Map.copyOf(environment);
    }

    /** @param plan with the status that its stages had when the run began */
    public static RunRecord of(Plan plan, String selection, String runner, Instant started, double seconds) {
        List<StageRecord> stages = plan.stages().stream()
                .map(stage -> new StageRecord(
                        stage.node().name(),
                        stage.node().kind().id(),
                        stage.node().key(),
                        stage.cached()))
                .toList();
        return new RunRecord(
                plan.experiment(),
                plan.seed(),
                selection,
                runner,
                started.toString(),
                seconds,
                stages,
                Environment.describe(),
                plan.yaml());
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

    /** Name of the file: {@code <experiment>-<seed>-<start of the report key>.json}. */
    public String fileName() {
        String key = reportKey();
        return experiment.replaceAll("[^A-Za-z0-9._-]", "_") + "-" + seed + "-"
                + key.substring(0, Math.min(KEY_DIGITS, key.length())) + ".json";
    }

    public void writeTo(Store store) throws IOException {
        byte[] json = PRETTY.writeValueAsBytes(this);
        store.runs().write(fileName(), out -> out.write(json));
    }

    /** All runs of a store, by file name. */
    public static List<RunRecord> all(Store store) throws IOException {
        Folder folder = store.runs();
        List<RunRecord> records = new ArrayList<>();
        for (String name : folder.list()) {
            if (name.endsWith(".json") && !name.startsWith(".")) {
                try (InputStream in = folder.open(name)) {
                    records.add(JSON.readValue(in, RunRecord.class));
                } catch (JsonProcessingException e) {
                    throw new BadInputException(
                            folder.location() + "/" + name + " is not a record of a run: " + e.getOriginalMessage()
                                    + "; delete it and run that experiment again, which is quick: its stages are kept",
                            e);
                }
            }
        }
        return records;
    }
}
