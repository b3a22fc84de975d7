package org.dcd.runners;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.dcd.pipelines.run.ExperimentRunner;
import org.dcd.pipelines.run.GraphRunner;
import org.dcd.pipelines.run.RunOutcome;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;

/** Runs of fake stages, with a store and a log of the stages that ran, in one folder. */
record FakeRuns(Path folder) {
    static final List<String> ALL =
            List.of("corrupt", "dataset", "distil", "features:oracle", "features:proximal", "report", "teacher");

    Store store() {
        return Store.open(folder.resolve("store"));
    }

    FakeStage.Control fakes() {
        return FakeStage.Control.in(folder);
    }

    /** Names of the stages that ran, sorted. */
    List<String> ran() throws IOException {
        return fakes().ran();
    }

    Plan plan() {
        return FakePlan.in(store());
    }

    RunOutcome run(String runner) throws InterruptedException {
        return run(plan(), runner, fakes(), message -> {});
    }

    RunOutcome run(String runner, FakeStage.Control control) throws InterruptedException {
        return run(plan(), runner, control, message -> {});
    }

    RunOutcome run(Plan plan, String runner, FakeStage.Control control, Consumer<String> messages)
            throws InterruptedException {
        return ExperimentRunner.run(plan, store(), runner(runner), control.transforms(), messages);
    }

    private static GraphRunner runner(String name) {
        return new Runners(2).of(RunnerProfile.named(name));
    }

    Path stage(String name) {
        PlannedStage planned = plan().stage(name).orElseThrow();
        return Path.of(store().stage(planned.node().id()).location());
    }

    String output(String stage) throws IOException {
        return Files.readString(stage(stage).resolve(FakeStage.OUTPUT), StandardCharsets.UTF_8);
    }
}
