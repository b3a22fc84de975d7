package org.dcd.pipelines.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tracking servers from environment variables. */
class TrackingSettingsTest {
    @Test
    void withoutVariablesNothingIsSent() {
        assertThat(TrackingSettings.of(Map.of())).isEqualTo(TrackingSettings.NONE);
        assertThat(TrackingSettings.of(Map.of("OPENLINEAGE_URL", " ", "MLFLOW_TRACKING_URI", "")))
                .isEqualTo(TrackingSettings.NONE);
        assertThat(TrackingSettings.of(Map.of("OPENLINEAGE_URL", "http://here:5000", "OPENLINEAGE_DISABLED", "true")))
                .isEqualTo(TrackingSettings.NONE);
    }

    @Test
    void anAddressOfAnotherSchemeIsReportedAndNotUsed() {
        TrackingSettings settings = TrackingSettings.of(
                Map.of("OPENLINEAGE_URL", "here:5000/a b", "MLFLOW_TRACKING_URI", "file:///home/me/mlruns"));

        assertThat(settings.openLineage()).isEmpty();
        assertThat(settings.mlflow()).isEmpty();
        assertThat(settings.problems())
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem).contains("OPENLINEAGE_URL", "http://"))
                .anySatisfy(problem -> assertThat(problem).contains("MLFLOW_TRACKING_URI", "unset it"));
    }

    @Test
    void secretsAreNotShown() {
        TrackingSettings settings = TrackingSettings.of(Map.of(
                "OPENLINEAGE_URL",
                "https://me:secret@here/base/",
                "OPENLINEAGE_API_KEY",
                "secret",
                "MLFLOW_TRACKING_URI",
                "https://me:secret@here:5000",
                "MLFLOW_TRACKING_PASSWORD",
                "secret",
                "MLFLOW_TRACKING_TOKEN",
                "secret"));

        assertThat(settings.toString()).doesNotContain("secret").contains("https://here/base", "https://here:5000");
        assertThat(settings.mlflow().orElseThrow().token()).contains("secret");
        assertThat(settings.openLineage().orElseThrow().apiKey()).contains("secret");
    }

    @Test
    void theLocationOfTheStoreIsTheNamespaceAsAUri() {
        assertThat(OpenLineageTracker.namespace("s3://bucket/dcd")).isEqualTo("s3://bucket/dcd");
        assertThat(OpenLineageTracker.namespace("/data/no store")).isEqualTo("file:///data/no%20store");
    }
}
