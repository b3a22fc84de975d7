package org.dcd.transforms.train;

/** Thrown when a training diverges again after the greatest allowed number of rollbacks to its last checkpoint. */
public final class TrainingDivergedException extends RuntimeException {
    /** @param message step or kimg, the problem and the remedy */
    public TrainingDivergedException(String message) {
        super(message);
    }
}
