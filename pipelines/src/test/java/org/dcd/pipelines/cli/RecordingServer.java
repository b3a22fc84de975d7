package org.dcd.pipelines.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A server on the loopback interface that records requests, and answers or hangs. */
final class RecordingServer implements AutoCloseable {
    /** @param authorization header; null when there is none */
    record Request(String path, String authorization, JsonNode body) {}

    record Answer(int status, String body) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    private RecordingServer(Function<Request, Answer> answers, boolean hangs) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, answers, hangs));
        server.start();
    }

    static RecordingServer answering(Function<Request, Answer> answers) throws IOException {
        return new RecordingServer(answers, false);
    }

    /** Accepts requests and never answers. */
    static RecordingServer hanging() throws IOException {
        return new RecordingServer(request -> new Answer(200, ""), true);
    }

    /** Address without a server. */
    static String dead() throws IOException {
        try (RecordingServer gone = hanging()) {
            return gone.address();
        }
    }

    private void answer(HttpExchange exchange, Function<Request, Answer> answers, boolean hangs) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Request request = new Request(
                exchange.getRequestURI().getPath(),
                exchange.getRequestHeaders().getFirst("Authorization"),
                JSON.readTree(body));
        requests.add(request);
        if (hangs) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        Answer answer = answers.apply(request);
        byte[] text = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), text.length == 0 ? -1 : text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
