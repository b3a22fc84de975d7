package org.dcd.pipelines.tracking;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tracking servers, configured by the environment variables of their own clients.
 *
 * @param openLineage settings of OpenLineage; empty when it is not used
 * @param mlflow settings of MLflow; empty when it is not used
 * @param problems messages about invalid values of variables
 */
public record TrackingSettings(
        Optional<OpenLineageSettings> openLineage, Optional<MlflowSettings> mlflow, List<String> problems) {
    /** Settings without a server. */
    public static final TrackingSettings NONE = new TrackingSettings(Optional.empty(), Optional.empty(), List.of());

    /** Copies the problems. */
    public TrackingSettings {
        problems = List.copyOf(problems);
    }

    /**
     * Reads the environment.
     *
     * @param environment environment variables of the process
     */
    public static TrackingSettings of(Map<String, String> environment) {
        List<String> problems = new ArrayList<>();
        return new TrackingSettings(
                OpenLineageSettings.of(environment, problems), MlflowSettings.of(environment, problems), problems);
    }

    /** The address in a variable; empty when it is not set, or invalid, which is added to the problems. */
    static Optional<HttpAddress> address(String variable, Map<String, String> environment, List<String> problems) {
        Optional<String> text = text(variable, environment);
        Optional<HttpAddress> address = text.flatMap(HttpAddress::of);
        if (text.isPresent() && address.isEmpty()) {
            problems.add("! tracking: " + variable + " is not an address that begins with http:// or https://, as its"
                    + " Java client requires, so nothing is sent; correct it or unset it");
        }
        return address;
    }

    /** Value of a variable; empty when it is not set or blank. */
    static Optional<String> text(String variable, Map<String, String> environment) {
        return Optional.ofNullable(environment.get(variable)).filter(text -> !text.isBlank());
    }

    static boolean isTrue(String variable, Map<String, String> environment) {
        return text(variable, environment)
                .map(text -> text.equalsIgnoreCase("true") || text.equals("1"))
                .orElse(false);
    }
}
