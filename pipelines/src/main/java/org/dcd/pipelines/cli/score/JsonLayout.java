package org.dcd.pipelines.cli.score;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Lays out JSON for reading: a value that fits stays on one line, longer ones have one line per member. */
final class JsonLayout {
    private static final String INDENT = "  ";

    private JsonLayout() {}

    /** @param width of a line in characters; longer strings are not broken */
    static List<String> of(JsonNode json, int width) {
        List<String> lines = new ArrayList<>();
        write("", "", json, "", width, lines);
        return lines;
    }

    /** @param after text that follows the value on its last line */
    private static void write(
            String indent, String before, JsonNode json, String after, int width, List<String> lines) {
        String line = indent + before + compact(json) + after;
        if (line.length() <= width || json.isEmpty()) {
            lines.add(line);
            return;
        }
        lines.add(indent + before + (json.isObject() ? "{" : "["));
        if (json.isArray() && !json.get(0).isContainerNode()) {
            fill(indent + INDENT, json, width, lines);
            lines.add(indent + "]" + after);
            return;
        }
        Iterator<Map.Entry<String, JsonNode>> members = json.fields();
        Iterator<JsonNode> elements = json.elements();
        while (elements.hasNext()) {
            JsonNode element = elements.next();
            String name = json.isObject() ? "\"" + members.next().getKey() + "\": " : "";
            write(indent + INDENT, name, element, elements.hasNext() ? "," : "", width, lines);
        }
        lines.add(indent + (json.isObject() ? "}" : "]") + after);
    }

    /** Elements of an array of scalars, as many as fit on each line. */
    private static void fill(String indent, JsonNode array, int width, List<String> lines) {
        StringBuilder line = new StringBuilder(indent);
        for (int i = 0; i < array.size(); i++) {
            String part = compact(array.get(i)) + (i < array.size() - 1 ? "," : "");
            if (line.length() > indent.length() && line.length() + 1 + part.length() > width) {
                lines.add(line.toString());
                line.setLength(indent.length());
            }
            line.append(line.length() > indent.length() ? " " : "").append(part);
        }
        lines.add(line.toString());
    }

    private static String compact(JsonNode json) {
        List<String> parts = new ArrayList<>();
        if (json.isObject()) {
            json.fields()
                    .forEachRemaining(field -> parts.add("\"" + field.getKey() + "\": " + compact(field.getValue())));
            return "{" + String.join(", ", parts) + "}";
        }
        if (json.isArray()) {
            json.elements().forEachRemaining(element -> parts.add(compact(element)));
            return "[" + String.join(", ", parts) + "]";
        }
        return json.toString();
    }
}
