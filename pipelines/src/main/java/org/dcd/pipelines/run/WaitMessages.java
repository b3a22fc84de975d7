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
 * Says in one short line for whom a launcher waits: once at the beginning, again at once when others are waited for,
 * and rarely when only the number of stages has changed. The log, which {@code --verbose} shows, names every stage.
 */
final class WaitMessages {
    private static final Logger LOG = LoggerFactory.getLogger(WaitMessages.class);
    private static final Duration RARELY = Duration.ofMinutes(5);

    private final Consumer<String> messages;
    private final LongSupplier nanos;
    private final Set<String> logged = new HashSet<>();
    /** Of the present look: stages by who makes them. */
    private Map<String, Set<String>> stages = new TreeMap<>();

    private Map<String, Set<String>> told = new TreeMap<>();
    private long toldAt;

    WaitMessages(Consumer<String> messages) {
        this(messages, System::nanoTime);
    }

    /** @param nanos a clock that never goes back */
    WaitMessages(Consumer<String> messages, LongSupplier nanos) {
        this.messages = messages;
        this.nanos = nanos;
    }

    /** Notes a stage that a holder makes. */
    void on(String stage, String holder, String work) {
        stages.computeIfAbsent(holder, unknown -> new TreeSet<>()).add(stage);
        if (logged.add(stage + " " + holder)) {
            LOG.info("waiting for {}, which another run makes: {} ({})", stage, holder, work);
        }
    }

    /** Ends a look at all stages: says what is waited for, unless it was said. */
    void tell() {
        if (stages.isEmpty()) {
            return;
        }
        boolean others = !told.keySet().containsAll(stages.keySet());
        boolean changed = !told.equals(stages) && nanos.getAsLong() - toldAt >= RARELY.toNanos();
        if (others || changed) {
            messages.accept(line());
            told = stages;
            toldAt = nanos.getAsLong();
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
