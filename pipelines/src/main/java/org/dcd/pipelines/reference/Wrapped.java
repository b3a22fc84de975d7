package org.dcd.pipelines.reference;

import java.util.ArrayList;
import java.util.List;

/** Wraps text to lines. */
final class Wrapped {
    private Wrapped() {}

    /**
     * Wraps text.
     *
     * @param text words separated by spaces
     * @param head prefix of the first line; other lines are indented by its length
     * @param width largest width of a line
     */
    static List<String> lines(String text, String head, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(head);
        boolean fresh = true;
        for (String word : text.split(" ")) {
            int length = line.codePointCount(0, line.length()) + 1 + word.codePointCount(0, word.length());
            if (!fresh && length > width) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(head.length()));
                fresh = true;
            }
            line.append(fresh ? "" : " ").append(word);
            fresh = false;
        }
        lines.add(line.toString().stripTrailing());
        return lines;
    }
}
