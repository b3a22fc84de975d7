package org.dcd.pipelines.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.dcd.pipelines.experiment.ExperimentReader;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.dcd.pipelines.experiment.Sweep;
import org.dcd.pipelines.experiment.SweepPoint;
import org.dcd.pipelines.experiment.Trend;
import org.dcd.pipelines.report.ReportKind;
import org.dcd.pipelines.store.LookupResult;
import org.dcd.pipelines.store.RunNames;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.Planner;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.pipelines.workflow.StageSelection;
import org.dcd.pipelines.workflow.StageStatus;
import org.dcd.pipelines.workflow.SweepPlan;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.stage.StageId;
import org.dcd.transforms.files.Sha256;

/**
 * A run while it is at work, with all that another process needs to follow it, to bring it to its end, and to keep its
 * record. Unlike a {@link RunRecord} it tells of this machine, and is gone when the run is.
 *
 * @param name what the run will be called, for a sweep with a hash of its points
 * @param launcher what the store knows its launcher by; empty before there is one
 * @param job of a cluster that makes its stages now; empty when none does, or it ends with its launcher
 * @param working whether stages are being made; otherwise it waits for other runs
 * @param started ISO-8601 instant
 * @param profile of its runner, as text
 * @param selection options that chose or forced stages, as the record of the run will have them
 * @param expect what the points are expected to show together
 * @param folder of the experiment file, from which the paths of {@code points} start
 * @param source its state in git when the run began; null where that is no work tree of git
 * @param stages that it makes
 * @param needs keys of all stages that it makes or reads
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ActiveRun(
        String name,
        String launcher,
        String job,
        boolean working,
        String started,
        String profile,
        List<String> only,
        List<String> until,
        List<String> from,
        List<String> force,
        String selection,
        List<String> expect,
        String folder,
        SourceCommit source,
        List<Point> points,
        List<PendingStage> stages,
        List<String> needs) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectWriter PRETTY = JSON.writerWithDefaultPrettyPrinter();

    /**
     * A point of the sweep.
     *
     * @param settings what the sweep sets
     * @param yaml the resolved experiment
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Point(Map<String, String> settings, String yaml) {
        public Point {
            settings = new LinkedHashMap<>(settings);
        }
    }

    /**
     * A stage that the run makes.
     *
     * @param reason why, a {@link StageStatus.Reason}
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record PendingStage(String label, String kind, String key, String reason, String detail) {
        public StageId id() {
            return new StageId(kind, key);
        }

        /** Whether the store has it, and nobody is to make it again. */
        public boolean isMade(Store store) {
            return store.find(id()) instanceof LookupResult.Present && !store.isReplacing(id());
        }
    }

    public ActiveRun {
        only = List.copyOf(only);
        until = List.copyOf(until);
        from = List.copyOf(from);
        force = List.copyOf(force);
        // runs of launchers before sweeps could expect something
        expect = expect == null ? List.of() : List.copyOf(expect);
        points = List.copyOf(points);
        stages = List.copyOf(stages);
        needs = List.copyOf(needs);
    }

    /** A run that begins. */
    public static ActiveRun of(
            SweepPlan sweep,
            StageSelection selection,
            String described,
            RunnerProfile profile,
            Instant started,
            Optional<SourceCommit> source) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < sweep.plans().size(); i++) {
            points.add(new Point(
                    sweep.sweep().points().get(i).settings(),
                    sweep.plans().get(i).yaml()));
        }
        return new ActiveRun(
                name(sweep),
                "",
                "",
                false,
                started.toString(),
                profile.text(),
                selection.only(),
                selection.until(),
                selection.from(),
                selection.force(),
                described,
                sweep.sweep().expect().stream().map(Trend::text).toList(),
                sweep.sweep().folder().toString(),
                source.orElse(null),
                points,
                sweep.all().toRun().stream().map(ActiveRun::toMake).toList(),
                sweep.all().stages().stream().map(stage -> stage.node().key()).toList());
    }

    private static PendingStage toMake(PlannedStage stage) {
        StageStatus.ToRun status = (StageStatus.ToRun) stage.status();
        return new PendingStage(
                stage.label(),
                stage.node().kind(),
                stage.node().key(),
                status.reason().name(),
                status.detail());
    }

    private static String name(SweepPlan sweep) {
        List<String> ends = sweep.plans().stream().map(ActiveRun::reportKey).toList();
        Plan first = sweep.plans().get(0);
        return ends.size() == 1
                ? RunNames.of(first.experiment(), first.seed(), ends.get(0))
                : RunNames.of(first.experiment() + "-sweep", first.seed(), Sha256.of(String.join("\n", ends).getBytes(StandardCharsets.UTF_8)));
    }

    private static String reportKey(Plan plan) {
        return plan.stages().stream()
                .map(PlannedStage::node)
                .filter(node -> node.kind().equals(ReportKind.NAME))
                .map(StageNode::key)
                .findFirst()
                .orElseThrow();
    }

    /** Whether the store has all that it makes. */
    public boolean isMade(Store store) {
        return stages.stream().allMatch(stage -> stage.isMade(store));
    }

    /** The same run with what makes its stages now. */
    public ActiveRun at(String launcher, String job, boolean working) {
        return new ActiveRun(
                name, launcher, job, working, started, profile, only, until, from, force, selection, expect, folder,
                source, points, stages, needs);
    }

    public Instant start() {
        try {
            return Instant.parse(started);
        } catch (DateTimeParseException e) {
            throw new BadInputException("the active run " + name + " began at '" + started + "', which is no time", e);
        }
    }

    public RunnerProfile runner() {
        return RunnerProfile.of(profile, "the active run " + name);
    }

    /**
     * The plan of the run with what the store has now. What was to be made again is cached when that is done.
     *
     * @param place of the experiment file, from which paths start
     */
    public SweepPlan plan(Store store, Path place) {
        String source = "active run " + name;
        List<SweepPoint> read = points.stream()
                .map(point -> new SweepPoint(
                        point.settings(),
                        ExperimentReader.readResolved(point.yaml(), source, place)
                                .points()
                                .get(0)
                                .experiment()))
                .toList();
        SweepPlan sweep = Planner.plan(
                        new Sweep(read, expect.stream().map(Trend::parse).toList(), place, List.of()), store)
                .selecting(new StageSelection(only, until, List.of(), List.of()));
        return sweep.with(sweep.all().forcing(pending(sweep.all(), store)));
    }

    private Set<String> pending(Plan plan, Store store) {
        Set<String> forced = stages.stream()
                .filter(stage -> stage.reason().equals(StageStatus.Reason.FORCED.name()))
                .map(PendingStage::key)
                .collect(Collectors.toCollection(HashSet::new));
        return plan.stages().stream()
                .map(PlannedStage::node)
                .filter(node -> forced.contains(node.key()) && store.isReplacing(node.id()))
                .map(StageNode::key)
                .collect(Collectors.toSet());
    }

    /** The stages of a plan that the run makes, by key, with why it does. */
    public Map<String, PlannedStage> toMake(Plan plan) {
        Map<String, PendingStage> mine = new LinkedHashMap<>();
        stages.forEach(stage -> mine.put(stage.key(), stage));
        Map<String, PlannedStage> made = new LinkedHashMap<>();
        for (PlannedStage stage : plan.stages()) {
            PendingStage toMake = mine.get(stage.node().key());
            if (toMake != null) {
                made.put(
                        toMake.key(),
                        stage.with(
                                new StageStatus.ToRun(StageStatus.Reason.valueOf(toMake.reason()), toMake.detail())));
            }
        }
        return made;
    }

    byte[] toJson() throws IOException {
        return PRETTY.writeValueAsBytes(this);
    }

    /** @param where for messages */
    static ActiveRun ofJson(byte[] json, String where) throws IOException {
        try {
            ActiveRun run = JSON.readValue(json, ActiveRun.class);
            if (run != null) {
                return run;
            }
        } catch (JsonProcessingException | NullPointerException e) {
            throw new BadInputException(where + " does not tell of a run: " + e.getMessage() + "; delete it", e);
        }
        throw new BadInputException(where + " does not tell of a run: it is null; delete it");
    }
}
