package org.dcd.transforms.train;

/** A training that went back to its last good checkpoint as often as allowed and diverged again. */
public final class TrainingDivergedException extends RuntimeException {
    public TrainingDivergedException(String message) {
        super(message);
    }
}
