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
 * The record of an active run, with which another process can follow the run, finish it, and write its
 * {@link RunRecord}. It contains paths of this machine and is deleted when the run ends.
 *
 * @param name name of the run; for a sweep, it contains a hash of all points
 * @param launcher id of the launcher in the store; empty before it has one
 * @param job address of the job of a cluster that makes its stages; empty when there is no job, or when the job ends
 *     with its launcher
 * @param working whether stages are being made; otherwise the run waits for other runs
 * @param started ISO-8601 instant
 * @param profile profile of the runner, as text
 * @param only option {@code --only} of the selection; {@code until}, {@code from} and {@code force} likewise
 * @param selection options that selected or forced stages, as text for the record of the run
 * @param expect expectations of the sweep
 * @param folder folder of the experiment file, from which the paths of {@code points} start
 * @param source state of the folder in git when the run began; null when it is not in a work tree of git
 * @param stages stages that the run makes
 * @param needs keys of all stages that the run makes or reads
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
     * @param settings settings of the sweep for this point
     * @param yaml the resolved experiment
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Point(Map<String, String> settings, String yaml) {
        /** Copies the settings, in their order. */
        public Point {
            settings = new LinkedHashMap<>(settings);
        }
    }

    /**
     * A stage that the run makes.
     *
     * @param label name of the stage for users
     * @param reason name of the {@link StageStatus.Reason} why the stage is made
     * @param detail explanation of the reason
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record PendingStage(String label, String kind, String key, String reason, String detail) {
        /** Kind and key of the stage. */
        public StageId id() {
            return new StageId(kind, key);
        }

        /** Whether the store has the stage and it is not marked to be made again. */
        public boolean isMade(Store store) {
            return store.find(id()) instanceof LookupResult.Present && !store.isReplacing(id());
        }
    }

    public ActiveRun {
        only = List.copyOf(only);
        until = List.copyOf(until);
        from = List.copyOf(from);
        force = List.copyOf(force);
        // written by a version without expectations of sweeps
        expect = expect == null ? List.of() : List.copyOf(expect);
        points = List.copyOf(points);
        stages = List.copyOf(stages);
        needs = List.copyOf(needs);
    }

    /**
     * A new run, without a launcher.
     *
     * @param described the selection as text, for the record of the run
     * @param source state of the folder of the experiment file in git
     */
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
                : RunNames.of(
                        first.experiment() + "-sweep",
                        first.seed(),
                        Sha256.of(String.join("\n", ends).getBytes(StandardCharsets.UTF_8)));
    }

    private static String reportKey(Plan plan) {
        return plan.stages().stream()
                .map(PlannedStage::node)
                .filter(node -> node.kind().equals(ReportKind.NAME))
                .map(StageNode::key)
                .findFirst()
                .orElseThrow();
    }

    /** Whether the store has all stages that the run makes. */
    public boolean isMade(Store store) {
        return stages.stream().allMatch(stage -> stage.isMade(store));
    }

    /** The same run with another launcher, job and state. */
    public ActiveRun at(String launcher, String job, boolean working) {
        return new ActiveRun(
                name, launcher, job, working, started, profile, only, until, from, force, selection, expect, folder,
                source, points, stages, needs);
    }

    /**
     * Start of the run.
     *
     * @throws BadInputException when the record contains something else
     */
    public Instant start() {
        try {
            return Instant.parse(started);
        } catch (DateTimeParseException e) {
            throw new BadInputException(
                    "the active run " + name + " has the start '" + started + "', which is not a time", e);
        }
    }

    /** Profile of the runner. */
    public RunnerProfile runner() {
        return RunnerProfile.of(profile, "the active run " + name);
    }

    /**
     * The plan of the run with the current state of the store. Forced stages that have been made again are cached.
     *
     * @param place folder of the experiment file, from which paths start
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

    /** The stages of a plan that the run makes, by key, with the reasons recorded when it began. */
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

    /** @param where location of the file, for messages */
    static ActiveRun ofJson(byte[] json, String where) throws IOException {
        try {
            ActiveRun run = JSON.readValue(json, ActiveRun.class);
            if (run != null) {
                return run;
            }
        } catch (JsonProcessingException | NullPointerException e) {
            throw new BadInputException(
                    where + " is not the record of an active run: " + e.getMessage() + "; delete it", e);
        }
        throw new BadInputException(where + " is not the record of an active run: it is null; delete it");
    }
}
