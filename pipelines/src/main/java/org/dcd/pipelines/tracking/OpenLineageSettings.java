package org.dcd.pipelines.tracking;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of OpenLineage.
 *
 * @param endpoint path below the address; empty for the default of the client, {@code /api/v1/lineage}
 * @param namespace namespace of the jobs
 */
record OpenLineageSettings(HttpAddress address, Optional<String> endpoint, Optional<String> apiKey, String namespace) {
    /**
     * Reads the environment; empty when OpenLineage is not configured or disabled.
     *
     * @param problems receives descriptions of invalid values
     */
    static Optional<OpenLineageSettings> of(Map<String, String> environment, List<String> problems) {
        if (TrackingSettings.isTrue("OPENLINEAGE_DISABLED", environment)) {
            return Optional.empty();
        }
        return TrackingSettings.address("OPENLINEAGE_URL", environment, problems)
                .map(address -> new OpenLineageSettings(
                        address,
                        TrackingSettings.text("OPENLINEAGE_ENDPOINT", environment),
                        TrackingSettings.text("OPENLINEAGE_API_KEY", environment),
                        TrackingSettings.text("OPENLINEAGE_NAMESPACE", environment)
                                .orElse("dcd")));
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "OpenLineageSettings[" + address + ", namespace " + namespace + "]";
    }
}
