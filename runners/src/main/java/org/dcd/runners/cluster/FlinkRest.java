package org.dcd.runners.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks Flink's job manager by its REST interface.
 *
 * @param master its address, with scheme, host and port
 */
record FlinkRest(URI master) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /**
     * What the job manager tells.
     *
     * @param path such as {@code /overview}
     * @return empty for what it does not know
     * @throws IOException when nobody answers, or something that is no job manager
     */
    Optional<JsonNode> find(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(master.resolve(path))
                .timeout(PATIENCE)
                .GET()
                .build();
        HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == NOT_FOUND) {
            return Optional.empty();
        }
        if (response.statusCode() != OK) {
            throw new IOException(master + path + " answers with status " + response.statusCode());
        }
        try {
            return Optional.of(JSON.readTree(response.body()));
        } catch (JsonProcessingException e) {
            throw new IOException(master + path + " does not answer as Flink's job manager does", e);
        }
    }

    /**
     * Asks the job manager to change something.
     *
     * @param path such as {@code /jobs/<id>?mode=cancel}
     * @throws IOException also when it does not do so
     */
    void patch(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(master.resolve(path))
                .timeout(PATIENCE)
                .method("PATCH", HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException(master + path + " answers with status " + response.statusCode());
        }
    }

    /** As above, of what every job manager knows. */
    JsonNode get(String path) throws IOException, InterruptedException {
        return find(path).orElseThrow(() -> new IOException(master + " knows nothing of " + path));
    }
}
