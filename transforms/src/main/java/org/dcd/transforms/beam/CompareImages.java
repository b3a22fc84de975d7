package org.dcd.transforms.beam;

import org.dcd.transforms.stage.compare.CompareSpec;
import org.dcd.transforms.stage.compare.PairComparison;

/** Scores each set of restored images against the clean ones. */
public final class CompareImages extends WholeStage<CompareSpec> {
    private CompareImages() {
        super(PairComparison::run);
    }

    public static CompareImages create() {
        return new CompareImages();
    }
}
