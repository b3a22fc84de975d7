package org.dcd.examples;

import java.util.List;
import org.dcd.schemas.stage.StageSpec;

/**
 * Counts words into {@code tally.txt}.
 *
 * @param broken step that fails: {@code plan}, {@code shards}, {@code run}, {@code merge} or {@code finish}; empty for
 *     none
 */
public record TallySpec(List<String> words, String broken) implements StageSpec {
    public TallySpec {
        words = List.copyOf(words);
    }
}
