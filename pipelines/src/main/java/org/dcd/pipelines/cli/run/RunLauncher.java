package org.dcd.pipelines.cli.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.dcd.pipelines.cli.console.CommandContext;
import org.dcd.pipelines.cli.console.MoreHeapException;
import org.dcd.pipelines.cli.console.ShutdownHook;
import org.dcd.pipelines.cli.progress.ProgressMonitor;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.dcd.pipelines.report.ReportKind;
import org.dcd.pipelines.run.ActiveRun;
import org.dcd.pipelines.run.ActiveRuns;
import org.dcd.pipelines.run.DetachedException;
import org.dcd.pipelines.run.GraphRunner;
import org.dcd.pipelines.run.MemoryCheck;
import org.dcd.pipelines.run.PrecisionsOfPlan;
import org.dcd.pipelines.run.RunFollower;
import org.dcd.pipelines.run.RunStart;
import org.dcd.pipelines.run.SourceCommit;
import org.dcd.pipelines.run.SweepOutcome;
import org.dcd.pipelines.run.SweepRunner;
import org.dcd.pipelines.run.TrainingNeed;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.files.StoreException;
import org.dcd.pipelines.tracking.Trackers;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.StageSelection;
import org.dcd.pipelines.workflow.SweepPlan;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.io.Reasons;

/** Runs a plan, shows its progress, and handles Ctrl-C. */
final class RunLauncher {
    private final CommandContext context;
    private final RunnerProfile profile;
    private final Store store;
    private final InterruptOptions interrupt;
    private final GraphRunner runner;
    private boolean detaching;

    RunLauncher(CommandContext context, RunnerProfile profile, Store store, InterruptOptions interrupt) {
        this.context = context;
        this.profile = profile;
        this.store = store;
        this.interrupt = interrupt;
        this.runner = context.runners().of(profile);
    }

    /** Detaches as soon as the first job is submitted. */
    RunLauncher detaching() {
        this.detaching = true;
        return this;
    }

    /**
     * Refuses trainings that need more memory than the runner has. Prints nothing.
     *
     * @return warnings
     * @throws MoreHeapException when this process is to start again with a larger heap
     * @throws BadInputException when a training does not fit, with the remedy
     */
    List<String> checkMemory(Plan plan) throws InterruptedException {
        PrecisionsOfPlan.check(plan, runner);
        if (!TrainingNeed.isAny(plan)) {
            return List.of();
        }
        MemoryCheck memory = MemoryCheck.of(plan, runner);
        memory.check();
        if (memory.needsRestart()) {
            throw new MoreHeapException(MemoryCheck.roundedHeap(memory.heapBytes()));
        }
        return memory.warnings();
    }

    /**
     * Runs a plan.
     *
     * @param selection stages that the options select
     * @param described the options as text, for the run record
     * @throws DetachedException when the job continues without this launcher; the command for attaching has been
     *     printed
     */
    SweepOutcome run(SweepPlan sweep, StageSelection selection, String described)
            throws IOException, InterruptedException {
        Instant now = Instant.now();
        Optional<SourceCommit> source = SourceCommit.of(sweep.sweep());
        source.flatMap(SourceCommit::problem)
                .ifPresent(problem -> context.out().println(PlanCommand.WARNING + problem));
        ActiveRun run = ActiveRun.of(sweep, selection, described, profile, now, source);
        try {
            store.prepare();
        } catch (BadInputException unwritable) {
            if (!sweep.all().toRun().isEmpty()) {
                throw unwritable;
            }
            context.out()
                    .println(PlanCommand.WARNING + "all stages are cached, but the record of this run cannot be"
                            + " written: "
                            + unwritable.getMessage());
            return new SweepOutcome(sweep, Map.of(), 0);
        }
        if (!sweep.all().toRun().isEmpty()) {
            runner.check(store);
            runner.probe(store).forEach(warning -> context.out().println(PlanCommand.WARNING + warning));
        }
        return run(sweep, run, ActiveRuns.newFile(run), RunStart.at(now, source));
    }

    private SweepOutcome run(SweepPlan sweep, ActiveRun run, String file, RunStart start)
            throws IOException, InterruptedException {
        Interrupts interrupts = new Interrupts();
        try (ProgressMonitor monitor = monitor(sweep.all(), start.when());
                ActiveRunFile keeper = new ActiveRunFile(
                        store, file, run, context.runners().jobs(), () -> detaching || interrupts.isToLeave());
                AutoCloseable signals = interrupts.on(monitor, keeper::hasJob);
                Trackers trackers = Trackers.of(context.tracking(), store, monitor::say)) {
            byte[] began = start.when().toString().getBytes(StandardCharsets.UTF_8);
            SweepOutcome outcome = new SweepRunner(
                            store,
                            runner,
                            context.transforms(),
                            monitor::say,
                            round -> writeStart(round, began),
                            trackers,
                            keeper)
                    .run(sweep, run.selection(), start);
            if (outcome.failures().isEmpty()) {
                keeper.finished();
            }
            return outcome;
        } catch (DetachedException e) {
            printAttachCommand(e, run);
            throw e;
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Follows a run that another launcher started, and completes it when that launcher has ended.
     *
     * @param file name of the file of the active run
     * @param folder of the experiment file
     * @return empty when its launcher ended the run without finishing it
     */
    Optional<SweepOutcome> attach(String file, ActiveRun run, SweepPlan sweep, Path folder)
            throws IOException, InterruptedException {
        Interrupts interrupts = new Interrupts();
        Optional<ActiveRun> left;
        try (ProgressMonitor monitor = monitor(sweep.all(), run.start());
                AutoCloseable signals = interrupts.on(monitor, () -> !run.job().isEmpty())) {
            left = new RunFollower(store, context.runners(), monitor::say, interrupts::isToLeave).follow(file, sweep);
        } catch (DetachedException e) {
            printAttachCommand(e, run);
            throw e;
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        SweepPlan now = run.plan(store, folder);
        RunStart start = new RunStart(run.start(), run.toMake(now.all()), Optional.ofNullable(run.source()));
        if (left.isEmpty()) {
            return now.all().toRun().isEmpty() ? Optional.of(ended(now, start)) : Optional.empty();
        }
        return Optional.of(run(now, left.get(), file, start));
    }

    /** The outcome of a run whose launcher has written its record. */
    private SweepOutcome ended(SweepPlan now, RunStart start) {
        return SweepOutcome.of(now.with(now.all().showing(start.made())), start, store);
    }

    private ProgressMonitor monitor(Plan plan, Instant since) {
        return ProgressMonitor.of(
                        plan, store, since, context.out(), context.terminal(), context.width(), context.clock())
                .start();
    }

    private void printAttachCommand(DetachedException detached, ActiveRun run) {
        context.err()
                .println("dcd: " + detached.getMessage() + ". To follow it, run dcd attach " + run.name() + " --store "
                        + store.location());
    }

    /** Handles Ctrl-C: runs on a cluster may be detached, others stop. */
    private final class Interrupts {
        private volatile InterruptHandler handler;

        AutoCloseable on(ProgressMonitor monitor, BooleanSupplier hasJob) {
            Thread running = Thread.currentThread();
            if (profile.master().isEmpty()) {
                return new ShutdownHook(running, context.err());
            }
            Supplier<String> answers = context.terminal() ? System.console()::readLine : null;
            handler = new InterruptHandler(running, interrupt.onInterrupt(), answers, monitor::say, hasJob).install();
            return handler;
        }

        boolean isToLeave() {
            return handler != null && handler.isToLeave();
        }
    }

    /** Writes the start time of the run into the work folders of the reports. */
    private void writeStart(Plan plan, byte[] instant) {
        for (PlannedStage stage : plan.toRun()) {
            if (stage.node().kind().equals(ReportKind.NAME)) {
                Folder work = store.work(stage.node().id());
                try {
                    work.write(ReportKind.RUN_STARTED, out -> out.write(instant));
                } catch (IOException e) {
                    throw new StoreException(
                            "the work folder " + work.location() + " could not be written: " + Reasons.of(e)
                                    + "; free disk space or fix the permissions, then run again",
                            e);
                }
            }
        }
    }
}
