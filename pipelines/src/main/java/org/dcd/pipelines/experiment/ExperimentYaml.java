package org.dcd.pipelines.experiment;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a resolved experiment, with all defaults, as an experiment file that reads back to an equal experiment. */
public final class ExperimentYaml {
    private static final int WIDTH = 120;
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_./-]+");
    private static final Pattern SENTENCE = Pattern.compile("[a-z][a-z0-9.-]* [<>]=? [a-z0-9 .*-]*[a-z0-9]");

    private ExperimentYaml() {}

    /** The experiment as YAML with absolute paths. */
    public static String write(Experiment experiment) {
        return write(RecordTree.of(experiment, false));
    }

    /**
     * The experiment as YAML with paths relative to a folder where they have a folder in common ({@link PortablePath}).
     */
    public static String write(Experiment experiment, Path folder) {
        return write(RecordTree.of(experiment, folder));
    }

    private static String write(YamlNode tree) {
        StringBuilder out = new StringBuilder();
        block((YamlNode.Mapping) tree, "", out);
        return out.toString();
    }

    private static void block(YamlNode.Mapping mapping, String indent, StringBuilder out) {
        for (Map.Entry<String, YamlNode.Entry> entry : mapping.entries().entrySet()) {
            YamlNode value = entry.getValue().value();
            String head = indent + entry.getKey() + ":";
            if (isFlat(value) && head.length() + 1 + flow(value).length() <= WIDTH) {
                out.append(head).append(' ').append(flow(value)).append('\n');
            } else if (value instanceof YamlNode.Mapping inner
                    && !inner.entries().isEmpty()) {
                out.append(head).append('\n');
                block(inner, indent + "  ", out);
            } else if (value instanceof YamlNode.Sequence inner
                    && !inner.items().isEmpty()) {
                out.append(head).append('\n');
                inner.items().forEach(item -> out.append(indent)
                        .append("  - ")
                        .append(item instanceof YamlNode.Scalar scalar ? text(scalar, SENTENCE) : flow(item))
                        .append('\n'));
            } else {
                out.append(head).append(' ').append(flow(value)).append('\n');
            }
        }
    }

    /** Whether a value reads well on one line: no maps in maps, no sentences in lists. */
    private static boolean isFlat(YamlNode node) {
        if (node instanceof YamlNode.Mapping mapping) {
            return mapping.entries().values().stream()
                    .allMatch(entry -> !(entry.value() instanceof YamlNode.Mapping) && isFlat(entry.value()));
        }
        if (node instanceof YamlNode.Sequence sequence) {
            return sequence.items().stream()
                    .allMatch(item -> item instanceof YamlNode.Scalar scalar
                            && !scalar.text().contains(" "));
        }
        return true;
    }

    private static String flow(YamlNode node) {
        if (node instanceof YamlNode.Mapping mapping) {
            return mapping.entries().entrySet().stream()
                    .map(entry -> entry.getKey() + ": " + flow(entry.getValue().value()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (node instanceof YamlNode.Sequence sequence) {
            return sequence.items().stream().map(ExperimentYaml::flow).collect(Collectors.joining(", ", "[", "]"));
        }
        return text((YamlNode.Scalar) node, WORD);
    }

    private static String text(YamlNode.Scalar scalar, Pattern safe) {
        String text = scalar.text();
        boolean bare = scalar.plain()
                || (safe.matcher(text).matches() || WORD.matcher(text).matches())
                        && !text.startsWith("-")
                        && !text.startsWith(".")
                        && !Scalars.isTrap(text);
        return bare ? text : CanonicalJson.quote(text);
    }
}
