package org.dcd.pipelines.tracking;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dcd.pipelines.report.ReportKind;
import org.dcd.pipelines.report.StageTables;
import org.dcd.pipelines.run.RunRecord;
import org.dcd.pipelines.store.RunNames;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.SweepPlan;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.Score;
import org.dcd.transforms.stage.StageKinds;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;

/**
 * Reports each point as a run of <a href="https://mlflow.org/docs/latest/rest-api.html">MLflow</a>: its settings as
 * parameters at the start; its scores, seconds of stages and provenance at the end.
 */
final class MlflowTracker implements Tracker {
    private final MlflowSettings settings;
    private final Store store;
    private final MlflowClient client;
    /** Ids of MLflow runs by the index of the point. */
    private final Map<Integer, String> runs = new LinkedHashMap<>();

    private final Set<Integer> finished = new HashSet<>();
    private final Set<Integer> terminated = new HashSet<>();
    /** Failed stages of unfinished points, by the index of the point. */
    private final Map<Integer, String> reasons = new HashMap<>();

    private SweepPlan sweep;
    private Instant started;
    private String experimentId;

    MlflowTracker(MlflowSettings settings, Store store) {
        this.settings = settings;
        this.store = store;
        this.client = new MlflowClient(new BasicMlflowHostCreds(
                settings.address().uri().toString(),
                settings.username().orElse(null),
                settings.password().orElse(null),
                settings.token().orElse(null),
                settings.insecureTls()));
    }

    @Override
    public void began(SweepPlan planned, Instant when) {
        sweep = planned;
        started = when;
        for (int i = 0; i < sweep.plans().size(); i++) {
            run(i);
        }
    }

    /** The MLflow run of a point, created on first use: the server may have been unavailable at the start. */
    private String run(int point) {
        String known = runs.get(point);
        if (known != null) {
            return known;
        }
        Plan plan = sweep.plans().get(point);
        String key = reportKey(plan);
        String id = client.createRun(CreateRun.newBuilder()
                        .setExperimentId(experiment())
                        .setRunName(RunNames.of(plan.experiment(), plan.seed(), key))
                        .setStartTime(started.toEpochMilli())
                        .addTags(tag("dcd.report", key))
                        .addTags(tag("dcd.experiment", plan.experiment()))
                        .build())
                .getRunId();
        runs.put(point, id);
        List<Param> params = new ArrayList<>();
        FlatSettings.of(plan.yaml())
                .forEach((name, value) -> params.add(Param.newBuilder()
                        .setKey(MlflowLimits.name(name))
                        .setValue(MlflowLimits.param(value))
                        .build()));
        for (List<Param> some : parts(params, MlflowLimits.MAX_PARAMS)) {
            client.logBatch(id, List.of(), some, List.of());
        }
        return id;
    }

    /** Id of the MLflow experiment, which is created if necessary. */
    private String experiment() {
        if (experimentId == null) {
            String name = settings.experimentName().orElse(sweep.sweep().name());
            experimentId = settings.experimentId().or(() -> find(name)).orElseGet(() -> client.createExperiment(name));
        }
        return experimentId;
    }

    /** Searches an experiment, because the client retries requests for unknown names for seconds. */
    private Optional<String> find(String name) {
        if (name.contains("'")) {
            return client.getExperimentByName(name).map(Experiment::getExperimentId);
        }
        return client.searchExperiments("name = '" + name + "'").getItems().stream()
                .filter(experiment -> experiment.getName().equals(name))
                .map(Experiment::getExperimentId)
                .findFirst();
    }

    private static String reportKey(Plan plan) {
        List<PlannedStage> stages = plan.stages();
        return stages.stream()
                .filter(stage -> stage.node().kind().equals(ReportKind.NAME))
                .findFirst()
                .orElse(stages.get(stages.size() - 1))
                .node()
                .key();
    }

    /** Does nothing: the record of the point contains the seconds of all stages, also of cached ones. */
    @Override
    public void made(PlannedStage stage, Manifest manifest) {}

    /** Keeps the reason for the end of the run. */
    @Override
    public void failed(PlannedStage stage, String reason, Instant when) {
        sweep.needing(stage.node().key()).forEach(point -> reasons.putIfAbsent(point, reason));
    }

    @Override
    public void recorded(int point, Plan plan, RunRecord record) throws IOException {
        finished.add(point);
        String id = run(point);
        long end = Instant.parse(record.started())
                .plusMillis(Math.round(1000 * record.seconds()))
                .toEpochMilli();
        List<Score> scores = new ArrayList<>();
        for (PlannedStage stage : plan.stages()) {
            if (StageKinds.writesScores(stage.node().kind())) {
                scores.addAll(StageTables.scores(store.stage(stage.node().id())));
            }
        }
        List<ScoreMetric> scored = ScoreMetric.of(scores);
        for (List<Metric> some : parts(metrics(scored, record, end), MlflowLimits.MAX_METRICS)) {
            client.logBatch(id, some, List.of(), List.of());
        }
        for (List<RunTag> some : parts(tags(scored, record), MlflowLimits.MAX_TAGS)) {
            client.logBatch(id, List.of(), List.of(), some);
        }
        client.setTerminated(id, RunStatus.FINISHED, end);
        terminated.add(point);
    }

    private static List<Metric> metrics(List<ScoreMetric> scores, RunRecord record, long when) {
        List<Metric> metrics = new ArrayList<>();
        scores.forEach(score -> metrics.add(metric(score.name(), score.value(), when, score.step())));
        record.stages().stream()
                .filter(stage -> stage.seconds() != null)
                .forEach(stage ->
                        metrics.add(metric("seconds/" + MlflowLimits.name(stage.name()), stage.seconds(), when, 0)));
        metrics.add(metric("seconds", record.seconds(), when, 0));
        return metrics;
    }

    private static Metric metric(String name, double value, long when, int step) {
        return Metric.newBuilder()
                .setKey(name)
                .setValue(value)
                .setTimestamp(when)
                .setStep(step)
                .build();
    }

    /** Tags with the protocol of each score and the provenance of the run. */
    private static List<RunTag> tags(List<ScoreMetric> scores, RunRecord record) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (ScoreMetric score : scores) {
            tags.put("contract/" + score.name(), score.contract().toString());
            tags.put("oracle/" + score.name(), Boolean.toString(score.usesCleanData()));
        }
        tags.put("dcd.commit", record.environment().get("dcd-commit"));
        tags.put("dcd.runner", record.runner());
        tags.put(
                "dcd.cached-stages",
                record.stages().stream().filter(RunRecord.StageRecord::cached).count() + " of "
                        + record.stages().size());
        if (record.source() != null) {
            if (record.source().commit() != null) {
                tags.put("mlflow.source.git.commit", record.source().commit());
            }
            tags.put("dcd.source-clean", Boolean.toString(record.source().clean()));
        }
        return tags.entrySet().stream()
                .map(tag -> tag(tag.getKey(), tag.getValue()))
                .toList();
    }

    private static RunTag tag(String name, String value) {
        return RunTag.newBuilder()
                .setKey(MlflowLimits.name(name))
                .setValue(MlflowLimits.tag(value))
                .build();
    }

    private static <T> List<List<T>> parts(List<T> all, int maxSize) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += maxSize) {
            parts.add(all.subList(from, Math.min(all.size(), from + maxSize)));
        }
        return parts;
    }

    /** Terminates MLflow runs of unfinished points, and those that could not be terminated before. */
    @Override
    public void ended(Ending ending, String reason, Instant when) {
        RunStatus unfinished = ending == Ending.CANCELLED ? RunStatus.KILLED : RunStatus.FAILED;
        for (Map.Entry<Integer, String> run : runs.entrySet()) {
            if (terminated.contains(run.getKey())) {
                continue;
            }
            boolean isFinished = finished.contains(run.getKey());
            if (!isFinished) {
                String why = reasons.getOrDefault(run.getKey(), reason);
                client.logBatch(run.getValue(), List.of(), List.of(), List.of(tag("dcd.reason", why)));
            }
            client.setTerminated(run.getValue(), isFinished ? RunStatus.FINISHED : unfinished, when.toEpochMilli());
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
