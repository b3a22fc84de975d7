package org.dcd.pipelines.cli.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.dcd.pipelines.cli.console.Interruption;
import org.dcd.pipelines.cli.console.Session;
import org.dcd.pipelines.cli.progress.ProgressMonitor;
import org.dcd.pipelines.experiment.RunnerProfile;
import org.dcd.pipelines.report.ReportKind;
import org.dcd.pipelines.report.WriteReport;
import org.dcd.pipelines.run.ActiveRun;
import org.dcd.pipelines.run.ActiveRuns;
import org.dcd.pipelines.run.DetachedException;
import org.dcd.pipelines.run.Follower;
import org.dcd.pipelines.run.GraphRunner;
import org.dcd.pipelines.run.RunStart;
import org.dcd.pipelines.run.SourceCommit;
import org.dcd.pipelines.run.SweepOutcome;
import org.dcd.pipelines.run.SweepRunner;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.store.StoreException;
import org.dcd.pipelines.tracking.Trackers;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.StageSelection;
import org.dcd.pipelines.workflow.SweepPlan;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.io.Reasons;

/** Runs plans at the terminal, with their progress. */
final class Launch {
    private final Session session;
    private final RunnerProfile profile;
    private final Store store;
    private final InterruptOptions interrupt;
    private final GraphRunner runner;
    private boolean detaching;

    Launch(Session session, RunnerProfile profile, Store store, InterruptOptions interrupt) {
        this.session = session;
        this.profile = profile;
        this.store = store;
        this.interrupt = interrupt;
        this.runner = session.runners().of(profile);
    }

    /** Leaves the first job to itself as soon as it is submitted. */
    Launch detaching() {
        this.detaching = true;
        return this;
    }

    /**
     * Runs a plan.
     *
     * @param selection what the plan chooses
     * @param described the same as options, for the record
     * @throws DetachedException when the job goes on without this launcher, which was told
     */
    SweepOutcome run(SweepPlan sweep, StageSelection selection, String described)
            throws IOException, InterruptedException {
        Instant now = Instant.now();
        Optional<SourceCommit> source = SourceCommit.of(sweep.sweep());
        source.flatMap(SourceCommit::problem)
                .ifPresent(problem -> session.out().println(PlanCommand.WARNING + problem));
        ActiveRun run = ActiveRun.of(sweep, selection, described, profile, now, source);
        try {
            store.prepare();
        } catch (BadInputException unwritable) {
            if (!sweep.all().toRun().isEmpty()) {
                throw unwritable;
            }
            session.out()
                    .println(PlanCommand.WARNING + "everything is cached, but no record of this run is kept: "
                            + unwritable.getMessage());
            return new SweepOutcome(sweep, Map.of(), 0);
        }
        if (!sweep.all().toRun().isEmpty()) {
            runner.check(store);
            runner.probe(store).forEach(warning -> session.out().println(PlanCommand.WARNING + warning));
        }
        return run(sweep, run, ActiveRuns.newFile(run), RunStart.at(now, source));
    }

    private SweepOutcome run(SweepPlan sweep, ActiveRun run, String file, RunStart start)
            throws IOException, InterruptedException {
        Interrupts interrupts = new Interrupts();
        try (ProgressMonitor monitor = monitor(sweep.all(), start.when());
                RunKeeper keeper = new RunKeeper(
                        store, file, run, session.runners().jobs(), () -> detaching || interrupts.isToLeave());
                AutoCloseable signals = interrupts.on(monitor, keeper::hasJob);
                Trackers trackers = Trackers.of(session.tracking(), store, monitor::say)) {
            byte[] began = start.when().toString().getBytes(StandardCharsets.UTF_8);
            SweepOutcome outcome = new SweepRunner(
                            store,
                            runner,
                            session.transforms(),
                            monitor::say,
                            round -> leaveStart(round, began),
                            trackers,
                            keeper)
                    .run(sweep, run.selection(), start);
            if (outcome.failures().isEmpty()) {
                keeper.finished();
            }
            return outcome;
        } catch (DetachedException e) {
            tellWayBack(e, run);
            throw e;
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Follows a run that another launcher began, and brings it to its end when nobody else does.
     *
     * @param file of the run
     * @param folder of the experiment file
     * @return empty when its launcher has brought it to its end
     */
    Optional<SweepOutcome> attach(String file, ActiveRun run, SweepPlan sweep, Path folder)
            throws IOException, InterruptedException {
        Interrupts interrupts = new Interrupts();
        Optional<ActiveRun> left;
        try (ProgressMonitor monitor = monitor(sweep.all(), run.start());
                AutoCloseable signals = interrupts.on(monitor, () -> !run.job().isEmpty())) {
            left = new Follower(store, session.runners(), monitor::say, interrupts::isToLeave).follow(file, sweep);
        } catch (DetachedException e) {
            tellWayBack(e, run);
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

    /** What a run came to whose launcher has kept its record. */
    private SweepOutcome ended(SweepPlan now, RunStart start) {
        return SweepOutcome.of(now.with(now.all().showing(start.made())), start, store);
    }

    private ProgressMonitor monitor(Plan plan, Instant since) {
        return ProgressMonitor.of(
                        plan, store, since, session.out(), session.terminal(), session.width(), session.clock())
                .start();
    }

    private void tellWayBack(DetachedException detached, ActiveRun run) {
        session.err()
                .println("dcd: detached; " + detached.job() + " goes on. Come back with: dcd attach " + run.name()
                        + " --store " + store.location());
    }

    /** What becomes of the run on Ctrl-C: one on a cluster may go on. */
    private final class Interrupts {
        private volatile Attendance attendance;

        AutoCloseable on(ProgressMonitor monitor, BooleanSupplier hasJob) {
            Thread running = Thread.currentThread();
            if (profile.master().isEmpty()) {
                return new Interruption(running, session.err());
            }
            Supplier<String> answers = session.terminal() ? System.console()::readLine : null;
            attendance = new Attendance(running, interrupt.onInterrupt(), answers, monitor::say, hasJob).listening();
            return attendance;
        }

        boolean isToLeave() {
            return attendance != null && attendance.isToLeave();
        }
    }

    /** Tells the reports when this run began. */
    private void leaveStart(Plan plan, byte[] instant) {
        for (PlannedStage stage : plan.toRun()) {
            if (stage.node().kind().equals(ReportKind.NAME)) {
                Folder work = store.work(stage.node().id());
                try {
                    work.write(WriteReport.RUN_STARTED, out -> out.write(instant));
                } catch (IOException e) {
                    throw new StoreException(
                            "the work folder " + work.location() + " could not be written: " + Reasons.of(e)
                                    + "; make it writable or free space and run again",
                            e);
                }
            }
        }
    }
}
