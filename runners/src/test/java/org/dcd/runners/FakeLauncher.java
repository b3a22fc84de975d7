package org.dcd.runners;

import java.nio.file.Path;
import java.util.List;
import org.dcd.pipelines.run.RunOutcome;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.Plan;

/**
 * A launcher of fake stages as a process, with the arguments {@code FOLDER TEACHERS [STAGE]}. It plans a point for each
 * teacher, prints that it is ready, waits for a line of input, and runs the plan. The given stage blocks.
 */
final class FakeLauncher {
    static final String READY = "ready\n";

    private FakeLauncher() {}

    public static void main(String[] args) throws Exception {
        FakeRuns runs = new FakeRuns(Path.of(args[0]));
        Store store = runs.store();
        Plan plan = FakePlan.sweep(store, List.of(args[1].split(",")));
        System.out.print(READY);
        if (System.in.read() < 0) {
            System.exit(2);
        }
        FakeStage.Control control = args.length > 2 ? runs.fakes().with(args[2], FakeStage.Does.BLOCK) : runs.fakes();
        RunOutcome outcome = runs.run(plan, "direct", control, System.out::println);
        System.out.println("made " + outcome.made());
        System.exit(0);
    }
}
