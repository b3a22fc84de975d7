package org.dcd.pipelines.reference;

import java.util.ArrayList;
import java.util.List;

/** Text in lines of a width. */
final class Wrapped {
    private Wrapped() {}

    /** @param head before the first line; the others are indented by as much */
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
