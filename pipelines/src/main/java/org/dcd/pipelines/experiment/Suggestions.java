package org.dcd.pipelines.experiment;

import java.util.Collection;

/** Help with misspelt names, as messages about experiment files give it. */
public final class Suggestions {
    private Suggestions() {}

    /** "did you mean …? known: a, b, c", the first part only when something is near. */
    public static String advice(String given, Collection<String> known) {
        return Names.advice(given, known, "known");
    }

    /** Text from outside as a message may show it: one line, not too long, quoted. */
    public static String shown(String text) {
        return Names.show(text);
    }
}
