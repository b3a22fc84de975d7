package org.dcd.pipelines.run;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.dcd.schemas.Count;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports in one line which runs a launcher waits for: at the beginning, immediately when it waits for another run, and
 * every few minutes when the number of stages has changed. The log, which {@code --verbose} shows, contains every
 * stage.
 */
final class WaitMessages {
    private static final Logger LOG = LoggerFactory.getLogger(WaitMessages.class);
    private static final Duration MIN_INTERVAL = Duration.ofMinutes(5);

    private final Consumer<String> messages;
    private final LongSupplier nanos;
    private final Set<String> logged = new HashSet<>();
    /** Stages by holder, as added since the last report. */
    private Map<String, Set<String>> stages = new TreeMap<>();

    private Map<String, Set<String>> reported = new TreeMap<>();
    private long reportedAt;

    WaitMessages(Consumer<String> messages) {
        this(messages, System::nanoTime);
    }

    /** @param nanos a monotonic clock, in nanoseconds */
    WaitMessages(Consumer<String> messages, LongSupplier nanos) {
        this.messages = messages;
        this.nanos = nanos;
    }

    /**
     * Adds a stage that another run makes.
     *
     * @param work its work folder, for the log
     */
    void add(String stage, String holder, String work) {
        stages.computeIfAbsent(holder, unknown -> new TreeSet<>()).add(stage);
        if (logged.add(stage + " " + holder)) {
            LOG.info("waiting for {}, which another run makes: {} ({})", stage, holder, work);
        }
    }

    /** Reports the added stages, unless an equal line was reported. */
    void report() {
        if (stages.isEmpty()) {
            return;
        }
        boolean others = !reported.keySet().containsAll(stages.keySet());
        boolean changed = !reported.equals(stages) && nanos.getAsLong() - reportedAt >= MIN_INTERVAL.toNanos();
        if (others || changed) {
            messages.accept(line());
            reported = stages;
            reportedAt = nanos.getAsLong();
        }
        stages = new TreeMap<>();
    }

    private String line() {
        List<String> all = stages.values().stream().flatMap(Set::stream).toList();
        String what = all.size() == 1 ? all.get(0) : Count.of(all.size(), "stage");
        if (stages.size() == 1) {
            return "waiting for " + what + ", which another run makes: "
                    + stages.keySet().iterator().next();
        }
        return "waiting for " + what + ", which other runs make: "
                + stages.entrySet().stream()
                        .map(holder -> holder.getValue().size() + " by " + holder.getKey())
                        .collect(Collectors.joining("; "));
    }
}
