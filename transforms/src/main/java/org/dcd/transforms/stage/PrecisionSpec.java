package org.dcd.transforms.stage;

import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.ops.Precision;

/** Specification of a stage that trains a network. */
public interface PrecisionSpec extends StageSpec {
    /** Precision of the training; float32 if nothing is trained. */
    Precision precision();
}
