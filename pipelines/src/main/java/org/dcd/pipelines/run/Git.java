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

/** Asks the git of the system about a folder. It takes no locks and runs none of the folder's own hooks. */
final class Git {
    private static final int PATIENCE_SECONDS = 3;
    private static final int MOST_BYTES = 1 << 16;

    /** What says where a repository is, as a hook of git has it, and would lead away from the folder. */
    private static final List<String> ELSEWHERE = List.of("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX");

    private Git() {}

    /** Why there is no answer. */
    enum Silence {
        /** There is no git. */
        MISSING,
        /** The folder is in no work tree. */
        NO_REPOSITORY,
        /** The folder belongs to somebody else, and the user has not said that it may be read. */
        FOREIGN,
        LATE,
        FAILED
    }

    /**
     * What git prints, at most its beginning.
     *
     * @param silence why there is no answer; null when there is one
     */
    record Answer(String text, Silence silence) {
        private static Answer none(Silence silence) {
            return new Answer("", silence);
        }

        boolean isThere() {
            return silence == null;
        }
    }

    /** Asks; never fails. */
    static Answer ask(Path folder, List<String> words) {
        List<String> command = Stream.concat(
                        Stream.of("git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"),
                        words.stream())
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeAll(ELSEWHERE);
        builder.environment().put("GIT_OPTIONAL_LOCKS", "0");
        builder.environment().put("LC_ALL", "C");
        Process git;
        try {
            git = builder.start();
        } catch (IOException noGit) {
            return Answer.none(Silence.MISSING);
        }
        try {
            CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> read(git.getInputStream()));
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> read(git.getErrorStream()));
            String text = out.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!git.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return Answer.none(Silence.LATE);
            }
            return git.exitValue() == 0
                    ? new Answer(text, null)
                    : Answer.none(silence(err.get(PATIENCE_SECONDS, TimeUnit.SECONDS)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.none(Silence.LATE);
        } catch (TimeoutException e) {
            return Answer.none(Silence.LATE);
        } catch (ExecutionException e) {
            return Answer.none(Silence.FAILED);
        } finally {
            git.destroyForcibly();
        }
    }

    private static Silence silence(String message) {
        if (message.contains("not a git repository")) {
            return Silence.NO_REPOSITORY;
        }
        return message.contains("dubious ownership") || message.contains("unsafe repository")
                ? Silence.FOREIGN
                : Silence.FAILED;
    }

    private static String read(InputStream stream) {
        try (stream) {
            String beginning = new String(stream.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            stream.transferTo(OutputStream.nullOutputStream());
            return beginning;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
