package org.dcd.transforms.measurement;

import java.util.Map;
import org.dcd.schemas.stage.StageSpec;

/** Specification of a stage that depends on the noise level of the measurements. */
public interface NoiseDependentSpec extends StageSpec {
    /** The assumed σ. {@link NoiseAssumption.Estimated} requires the input {@link NoiseAssumption#INPUT}. */
    NoiseAssumption dataSigma();

    /** Whether σ is an estimate that is read from an input when the stage starts. */
    default boolean awaitsEstimate() {
        return dataSigma() instanceof NoiseAssumption.Estimated;
    }

    /** Additional records in the stage key, by name, if σ is not known when the key is computed. */
    default Map<String, Record> additionalKeyRecords() {
        return Map.of();
    }
}
