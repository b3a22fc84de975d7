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
 * Client of the REST interface of Flink's job manager.
 *
 * @param master address of the job manager, with scheme, host and port
 */
record FlinkRest(URI master) {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    /**
     * Sends a GET request.
     *
     * @param path such as {@code /overview}
     * @return empty for status 404
     * @throws IOException if the job manager does not answer with status 200 and JSON
     */
    Optional<JsonNode> find(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(master.resolve(path))
                .timeout(TIMEOUT)
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
            throw new IOException(master + path + " does not answer with JSON, as the job manager of Flink does", e);
        }
    }

    /**
     * Sends a PATCH request.
     *
     * @param path such as {@code /jobs/<id>?mode=cancel}
     * @throws IOException if the job manager does not answer with a status of success
     */
    void patch(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(master.resolve(path))
                .timeout(TIMEOUT)
                .method("PATCH", HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException(master + path + " answers with status " + response.statusCode());
        }
    }

    /** Sends a GET request for a resource that every job manager has. */
    JsonNode get(String path) throws IOException, InterruptedException {
        return find(path).orElseThrow(() -> new IOException(master + path + " does not exist"));
    }
}
