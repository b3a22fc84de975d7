package org.dcd.pipelines.plan;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * State of a folder in git.
 *
 * @param commit its HEAD
 * @param clean whether nothing in the folder differs from it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SourceCommit(String commit, boolean clean) {
    private static final int PATIENCE_SECONDS = 3;
    private static final int MOST_BYTES = 1 << 16;

    /** Asks git; empty where there is no git, no work tree, or no answer in time. Never fails. */
    public static Optional<SourceCommit> of(Path folder) {
        Optional<String> head = ask(folder, "rev-parse", "--verify", "HEAD").map(String::strip);
        if (head.isEmpty() || !head.get().matches("[0-9a-f]{40,64}")) {
            return Optional.empty();
        }
        return ask(folder, "status", "--porcelain", "--", ".")
                .map(changes -> new SourceCommit(head.get(), changes.isEmpty()));
    }

    /** What git prints, at most its beginning. It takes no locks, and runs none of the folder's own programs. */
    private static Optional<String> ask(Path folder, String... words) {
        List<String> command = Stream.concat(
                        Stream.of("git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"),
                        Stream.of(words))
                .toList();
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("GIT_OPTIONAL_LOCKS", "0");
        Process git;
        try {
            git = builder.start();
        } catch (IOException noGit) {
            return Optional.empty();
        }
        try {
            String text = CompletableFuture.supplyAsync(() -> read(git)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            boolean done = git.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && git.exitValue() == 0;
            return done ? Optional.of(text) : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException noAnswer) {
            return Optional.empty();
        } finally {
            git.destroyForcibly();
        }
    }

    private static String read(Process git) {
        try (InputStream out = git.getInputStream()) {
            String beginning = new String(out.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            out.transferTo(OutputStream.nullOutputStream());
            return beginning;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
