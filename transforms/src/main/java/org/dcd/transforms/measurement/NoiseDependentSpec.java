package org.dcd.transforms.measurement;

import java.util.Map;
import org.dcd.schemas.stage.StageSpec;

/** The specification of a stage that depends on the noise level of the measurements. */
public interface NoiseDependentSpec extends StageSpec {
    /** What σ is; {@link NoiseAssumption.Estimated} asks for the input {@link NoiseAssumption#INPUT}. */
    NoiseAssumption dataSigma();

    /** Whether σ is read from an input when the stage starts. */
    default boolean awaitsEstimate() {
        return dataSigma() instanceof NoiseAssumption.Estimated;
    }

    /** What the key holds beside the components while σ is yet to be estimated: records by name. */
    default Map<String, Record> additionalKeyRecords() {
        return Map.of();
    }
}
