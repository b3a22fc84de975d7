package org.dcd.pipelines.workflow;

import java.io.IOException;
import java.util.Optional;
import org.dcd.pipelines.store.Store;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Folder;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.restore.RestorationContext;
import org.dcd.transforms.restore.Restorer;
import org.dcd.transforms.restore.TrainedPrior;
import org.dcd.transforms.stage.distil.DistilKind;
import org.dcd.transforms.stage.distil.DistilSpec;
import org.dcd.transforms.stage.teacher.TeacherKind;
import org.dcd.transforms.stage.teacher.TeacherSpec;

/**
 * The trained model of a finished experiment that a restorer needs.
 *
 * @param learned the model
 * @param folder folder of the stage that trained it; empty for restorers without a model
 */
public record TrainedModel(TrainedPrior learned, Optional<Folder> folder) {
    /**
     * Finds the model in a plan.
     *
     * @param plan plan of the experiment
     * @param store store with its stages
     * @param restorer the restorer
     * @param file name of the experiment file, for messages
     * @throws BadInputException when the plan has no such stage, or it is not finished
     */
    public static TrainedModel of(Plan plan, Store store, Restorer restorer, String file) {
        return switch (restorer.prior()) {
            case NONE, MEASUREMENTS -> new TrainedModel(new TrainedPrior.Nothing(), Optional.empty());
            case GENERATOR -> {
                StageNode node = finished(plan, store, DistilKind.NAME, file);
                yield new TrainedModel(
                        new TrainedPrior.FromGenerator(((DistilSpec) node.spec()).generator()),
                        Optional.of(store.stage(node.id())));
            }
            case TEACHER -> {
                StageNode node = finished(plan, store, TeacherKind.NAME, file);
                TeacherSpec spec = (TeacherSpec) node.spec();
                try {
                    restorer.checkTeacher(spec.denoiser());
                } catch (IllegalArgumentException e) {
                    throw new BadInputException(file + ": " + e.getMessage(), e);
                }
                yield new TrainedModel(
                        new TrainedPrior.FromTeacher(spec.denoiser()), Optional.of(store.stage(node.id())));
            }
        };
    }

    /** The last stage of a kind: a method that trains several models ends with the final one. */
    private static StageNode finished(Plan plan, Store store, String kind, String file) {
        PlannedStage stage = plan.stages().stream()
                .filter(planned -> planned.node().kind().equals(kind))
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new BadInputException(
                        file + " has no " + kind + " stage; add a row or restorer that needs one"));
        if (!stage.cached()) {
            throw new BadInputException(file + ": its stage " + stage.node().name() + " is not in the store "
                    + store.location() + "; run it first: dcd run " + file);
        }
        return stage.node();
    }

    /**
     * A context with the model and its weights.
     *
     * @throws IOException when the weights cannot be read
     */
    public RestorationContext known(RestorationContext before) throws IOException {
        return folder.isEmpty()
                ? before
                : before.with(learned, Weights.open(folder.get(), learned.file().orElseThrow()));
    }
}
