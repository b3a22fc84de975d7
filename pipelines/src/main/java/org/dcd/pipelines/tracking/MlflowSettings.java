package org.dcd.pipelines.tracking;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of MLflow.
 *
 * @param experimentId id of the MLflow experiment of the runs
 * @param experimentName name of the MLflow experiment; without id and name, the name in the experiment file is used
 * @param insecureTls whether certificates are not verified
 */
record MlflowSettings(
        HttpAddress address,
        Optional<String> experimentId,
        Optional<String> experimentName,
        Optional<String> username,
        Optional<String> password,
        Optional<String> token,
        boolean insecureTls) {
    /**
     * Reads the environment; empty when MLflow is not configured.
     *
     * @param problems receives descriptions of invalid values
     */
    static Optional<MlflowSettings> of(Map<String, String> environment, List<String> problems) {
        Optional<String> token = TrackingSettings.text("MLFLOW_TRACKING_TOKEN", environment);
        return TrackingSettings.address("MLFLOW_TRACKING_URI", environment, problems)
                .map(address -> {
                    Optional<HttpAddress.Login> login = token.isPresent() ? Optional.empty() : address.login();
                    return new MlflowSettings(
                            address,
                            TrackingSettings.text("MLFLOW_EXPERIMENT_ID", environment),
                            TrackingSettings.text("MLFLOW_EXPERIMENT_NAME", environment),
                            TrackingSettings.text("MLFLOW_TRACKING_USERNAME", environment)
                                    .or(() -> login.map(HttpAddress.Login::user)),
                            TrackingSettings.text("MLFLOW_TRACKING_PASSWORD", environment)
                                    .or(() -> login.map(HttpAddress.Login::password)),
                            token,
                            TrackingSettings.isTrue("MLFLOW_TRACKING_INSECURE_TLS", environment));
                });
    }

    /** Without passwords. */
    @Override
    public String toString() {
        return "MlflowSettings[" + address + "]";
    }
}
