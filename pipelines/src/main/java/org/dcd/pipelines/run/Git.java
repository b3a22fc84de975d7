package org.dcd.pipelines.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Runs read-only git commands in a folder, without locks and without the hooks of the repository. */
final class Git {
    private static final int TIMEOUT_SECONDS = 3;
    private static final int MAX_BYTES = 1 << 16;

    /** Environment variables that select another repository, as hooks of git set them. */
    private static final List<String> REPOSITORY_VARIABLES =
            List.of("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX");

    private Git() {}

    /** Why git gave no answer. */
    enum Reason {
        /** git is not installed. */
        MISSING,
        /** The folder is not in a work tree. */
        NO_REPOSITORY,
        /** The folder belongs to another user, and the user has not declared it safe. */
        FOREIGN,
        /** git did not answer in time. */
        TIMEOUT,
        /** git failed for another reason. */
        OTHER
    }

    /**
     * An answer of git.
     *
     * @param text output, at most 64 KiB
     * @param reason why there is no answer; null when there is one
     */
    record Answer(String text, Reason reason) {
        private static Answer none(Reason reason) {
            return new Answer("", reason);
        }

        boolean isPresent() {
            return reason == null;
        }
    }

    /** Runs a git command; never throws. */
    static Answer ask(Path folder, List<String> words) {
        List<String> command = Stream.concat(
                        Stream.of("git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"),
                        words.stream())
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeAll(REPOSITORY_VARIABLES);
        builder.environment().put("GIT_OPTIONAL_LOCKS", "0");
        builder.environment().put("LC_ALL", "C");
        Process git;
        try {
            git = builder.start();
        } catch (IOException noGit) {
            return Answer.none(Reason.MISSING);
        }
        try {
            CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> read(git.getInputStream()));
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> read(git.getErrorStream()));
            String text = out.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (!git.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                return Answer.none(Reason.TIMEOUT);
            }
            return git.exitValue() == 0
                    ? new Answer(text, null)
                    : Answer.none(reason(err.get(TIMEOUT_SECONDS, TimeUnit.SECONDS)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.none(Reason.TIMEOUT);
        } catch (TimeoutException e) {
            return Answer.none(Reason.TIMEOUT);
        } catch (ExecutionException e) {
            return Answer.none(Reason.OTHER);
        } finally {
            git.destroyForcibly();
        }
    }

    private static Reason reason(String message) {
        if (message.contains("not a git repository")) {
            return Reason.NO_REPOSITORY;
        }
        return message.contains("dubious ownership") || message.contains("unsafe repository")
                ? Reason.FOREIGN
                : Reason.OTHER;
    }

    private static String read(InputStream stream) {
        try (stream) {
            String beginning = new String(stream.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
            stream.transferTo(OutputStream.nullOutputStream());
            return beginning;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
