package org.dcd.pipelines.store.lease;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.dcd.transforms.files.Sha256;

/**
 * The text of a heartbeat. Its lines are a counter, the machine, the process, the job, the start of the run, and the
 * keys of the stages that the run needs. The counter and the job have lines of fixed length, which are overwritten in
 * place.
 *
 * @param text the lines; empty when the holder has no heartbeat
 */
public record HeartbeatText(String text) {
    static final HeartbeatText NONE = new HeartbeatText("");

    /** Maximum length of the address of a job. */
    static final int MAX_JOB_CHARACTERS = 400;

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /**
     * Identifies this machine without naming it: a hash of the boot id of the kernel, which containers share, as file
     * locks are visible within one kernel. Without a boot id it is a hash of the host name.
     */
    static final String MACHINE_ID =
            Sha256.of(machine().getBytes(StandardCharsets.UTF_8)).substring(0, 16);

    private static final String MACHINE = "machine ";
    private static final String PROCESS = "process ";
    private static final String STARTED = "started ";
    private static final String STAGE = "stage ";
    private static final String JOB = "job ";
    private static final String DETACHED_JOB = "left ";

    private static String machine() {
        try {
            return Files.isReadable(BOOT_ID)
                    ? Files.readString(BOOT_ID).strip()
                    : InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            // unique: other processes then judge this one by its heartbeat alone
            return "process " + ProcessHandle.current().pid() + " at " + System.nanoTime();
        }
    }

    /** The line that changes with every heartbeat. */
    static String counterLine(long number) {
        return String.format(Locale.ROOT, "heartbeat %012d\n", number);
    }

    /** The lines of this machine and process. */
    static String processLines() {
        return MACHINE + MACHINE_ID + "\n" + PROCESS + ProcessHandle.current().pid() + "\n";
    }

    /**
     * The line of the job.
     *
     * @param job address of the job; empty for none
     * @param detached whether the launcher has detached from the job
     * @throws IllegalArgumentException when the address is longer than {@link #MAX_JOB_CHARACTERS} or has several lines
     */
    static String jobLine(String job, boolean detached) {
        if (job.length() > MAX_JOB_CHARACTERS || job.contains("\n")) {
            throw new IllegalArgumentException("the address of a job must be one line of at most " + MAX_JOB_CHARACTERS
                    + " characters, was '" + job + "'");
        }
        String prefix = detached ? DETACHED_JOB : JOB;
        return String.format(Locale.ROOT, "%-5s%-" + MAX_JOB_CHARACTERS + "s\n", prefix, job);
    }

    /** The lines of a run that starts now and needs stages of these keys. */
    static String runLines(Collection<String> stages) {
        StringBuilder lines = new StringBuilder(STARTED + Instant.now() + "\n");
        stages.forEach(key -> lines.append(STAGE).append(key).append('\n'));
        return lines.toString();
    }

    /** Whether the holder has no heartbeat. */
    boolean isEmpty() {
        return text.isEmpty();
    }

    /** Address of the job that makes the holder's stages; empty when no job of a cluster does. */
    Optional<String> job() {
        return text.lines()
                .filter(line -> line.startsWith(JOB) || line.startsWith(DETACHED_JOB))
                .findFirst()
                .map(line -> line.substring(DETACHED_JOB.length() - 1).strip())
                .filter(job -> !job.isEmpty());
    }

    /** Whether the launcher has detached from its job. */
    boolean isDetached() {
        return text.lines().anyMatch(line -> line.startsWith(DETACHED_JOB));
    }

    /** Whether the holder is a process of this machine. */
    boolean isOfThisMachine() {
        return text.contains(MACHINE + MACHINE_ID + "\n");
    }

    /** Keys of the stages that the holder's run needs. */
    Set<String> stages() {
        Set<String> keys = new HashSet<>();
        text.lines().filter(line -> line.startsWith(STAGE)).forEach(line -> keys.add(line.substring(STAGE.length())));
        return keys;
    }

    /** Describes the holder to a user who waits for it: its job or process, and when its run started. */
    String describe() {
        if (isEmpty()) {
            return "a run without a heartbeat";
        }
        String where = isOfThisMachine() ? "of this machine" : "of another machine";
        return job().orElse("process " + value(PROCESS) + " " + where) + ", since " + value(STARTED);
    }

    private String value(String name) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .findFirst()
                .orElse("unknown");
    }
}
