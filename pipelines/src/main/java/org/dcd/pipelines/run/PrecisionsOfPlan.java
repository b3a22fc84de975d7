package org.dcd.pipelines.run;

import org.dcd.pipelines.workflow.Plan;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.ops.torch.PrecisionCheck;
import org.dcd.transforms.stage.PrecisionSpec;

/** Refuses trainings in a precision that the worker lacks, before work starts. */
public final class PrecisionsOfPlan {
    private PrecisionsOfPlan() {}

    /**
     * Checks the stages that are to run. Workers of a cluster check their stages themselves when they start them.
     *
     * @throws BadInputException for the first stage that the CPU of this process cannot train, with the remedy
     */
    public static void check(Plan plan, GraphRunner runner) throws InterruptedException {
        if (!runner.isInThisProcess() || runner.memory().device().gpu()) {
            return;
        }
        plan.toRun().forEach(stage -> {
            if (stage.node().spec() instanceof PrecisionSpec spec) {
                try {
                    PrecisionCheck.requireOnCpu(spec.precision());
                } catch (BadInputException e) {
                    throw new BadInputException(stage.label() + ": " + e.getMessage(), e);
                }
            }
        });
    }
}
