package org.dcd.pipelines.store.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Conditional requests as Amazon documents them. A server of this test answers them, as S3Proxy does not support them.
 */
class S3ExclusiveFilesTest {
    private static final List<String> PROPERTIES =
            List.of("aws.endpointUrlS3", "aws.accessKeyId", "aws.secretAccessKey");

    private final Set<String> objects = ConcurrentHashMap.newKeySet();
    private final AtomicInteger conflicts = new AtomicInteger();
    private volatile String signedHeaders = "";
    private volatile boolean conditional = true;
    private volatile int refusal;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        System.setProperty(
                "aws.endpointUrlS3", "http://127.0.0.1:" + server.getAddress().getPort());
        System.setProperty("aws.accessKeyId", "id");
        System.setProperty("aws.secretAccessKey", "secret");
    }

    @AfterEach
    void stop() {
        PROPERTIES.forEach(System::clearProperty);
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String object = exchange.getRequestURI().getPath();
        String body = "";
        int status = 200;
        if (exchange.getRequestMethod().equals("PUT")) {
            signedHeaders = exchange.getRequestHeaders().getFirst("Authorization");
            status = put(object, "*".equals(exchange.getRequestHeaders().getFirst("If-None-Match")));
        } else if (exchange.getRequestMethod().equals("HEAD")) {
            // Beam requests files before it deletes them.
            status = 404;
        } else if (exchange.getRequestMethod().equals("POST")) {
            body = "<DeleteResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"/>";
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private int put(String object, boolean ifNoneMatch) {
        if (ifNoneMatch && refusal != 0) {
            return refusal;
        }
        if (ifNoneMatch && conflicts.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return 409;
        }
        boolean created = objects.add(object);
        return created || !conditional || !ifNoneMatch ? 200 : 412;
    }

    @Test
    void aServerWithConditionalRequestsCreatesAnObjectOnce() throws IOException {
        assertThat(ExclusiveFiles.isSupported("s3://bucket/store")).isTrue();

        assertThat(ExclusiveFiles.create("s3://bucket/store/one", new byte[] {1}))
                .isTrue();
        assertThat(ExclusiveFiles.create("s3://bucket/store/one", new byte[] {2}))
                .isFalse();
        assertThat(objects).contains("/bucket/store/one");
        assertThat(signedHeaders).as("the signature covers the condition").contains("if-none-match");
    }

    @Test
    void aServerThatIgnoresConditionsIsNotSupported() throws IOException {
        conditional = false;

        assertThat(ExclusiveFiles.isSupported("s3://bucket/store")).isFalse();
    }

    @Test
    void aServerThatRefusesConditionsIsNotSupported() throws IOException {
        refusal = 501;

        assertThat(ExclusiveFiles.isSupported("s3://bucket/store")).isFalse();
    }

    @Test
    void aConflictWithAnotherRequestIsRetried() throws IOException {
        conflicts.set(2);

        assertThat(ExclusiveFiles.create("s3://bucket/store/one", new byte[] {1}))
                .isTrue();
        conflicts.set(1);
        assertThat(ExclusiveFiles.create("s3://bucket/store/one", new byte[] {1}))
                .isFalse();
    }
}
