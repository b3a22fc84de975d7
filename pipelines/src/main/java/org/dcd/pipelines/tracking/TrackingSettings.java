package org.dcd.pipelines.tracking;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which servers are told about runs, as the environment says in the variables of their own clients.
 *
 * @param problems what the environment says that cannot be followed, in words
 */
public record TrackingSettings(
        Optional<OpenLineageSettings> openLineage, Optional<MlflowSettings> mlflow, List<String> problems) {
    /** Nobody is told anything. */
    public static final TrackingSettings NONE = new TrackingSettings(Optional.empty(), Optional.empty(), List.of());

    public TrackingSettings {
        problems = List.copyOf(problems);
    }

    /** @param environment variables of the process */
    public static TrackingSettings of(Map<String, String> environment) {
        List<String> problems = new ArrayList<>();
        return new TrackingSettings(
                OpenLineageSettings.of(environment, problems), MlflowSettings.of(environment, problems), problems);
    }

    /** The address in a variable; empty where there is none or no usable one, which is a problem. */
    static Optional<HttpAddress> address(String variable, Map<String, String> environment, List<String> problems) {
        Optional<String> text = text(variable, environment);
        Optional<HttpAddress> address = text.flatMap(HttpAddress::of);
        if (text.isPresent() && address.isEmpty()) {
            problems.add("! tracking: " + variable + " is not an address that begins with http:// or https://, which"
                    + " is all that its Java client speaks; nothing is sent. Correct it or unset it");
        }
        return address;
    }

    /** What a variable says; one that is empty says nothing. */
    static Optional<String> text(String variable, Map<String, String> environment) {
        return Optional.ofNullable(environment.get(variable)).filter(text -> !text.isBlank());
    }

    static boolean isTrue(String variable, Map<String, String> environment) {
        return text(variable, environment)
                .map(text -> text.equalsIgnoreCase("true") || text.equals("1"))
                .orElse(false);
    }
}
