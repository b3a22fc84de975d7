package org.dcd.pipelines.workflow;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Mutations of an experiment file, as by an editor, a merge, a typing error or an attack. */
final class Mutations {
    private static final List<String> SCALARS = List.of(
            "1e999",
            "-1e999",
            "1e-999",
            "1e999999999",
            "NaN",
            ".nan",
            ".inf",
            "-.inf",
            "-0",
            "-0.0",
            "0x1F",
            "0o17",
            "017",
            "1_000",
            "1:30:00",
            "no",
            "yes",
            "on",
            "null",
            "~",
            "''",
            "\"\"",
            "-1",
            "0",
            "1e308",
            "4.9e-324",
            "9223372036854775808",
            "-9223372036854775809",
            "2147483648",
            "1".repeat(70),
            "1".repeat(400),
            "1e3",
            "1.5",
            "true",
            "{}",
            "[]",
            "{type: sid}",
            "[1, 2, 3]",
            "{type: {type: sid}}",
            "a b c",
            "*x",
            "&x 1",
            "!!int 3",
            "!!java.net.URL [\"http://127.0.0.1\"]",
            "'",
            "\"",
            "|",
            ">",
            "@",
            "`",
            "%",
            "{a: b, a: c}",
            "[[[[]]]]",
            "../../../../etc/passwd",
            "/dev/zero",
            "/dev/stdin",
            "/",
            "\"\\0\"",
            "\"a\\0b\"",
            "\"\\uD800\"",
            "? a",
            "<<",
            "- 1",
            "2001-01-01",
            "σ",
            "\u202Eabc",
            "😀",
            "generator.fd < 1e999",
            "generator.fd <",
            "{1: 2}");
    private static final List<String> CHARACTERS = List.of(
            "\0", "\u0007", "\t", "\u00A0", "\u2028", "\uFEFF", "\uD800", "\uDC00", "😀", "\u202E", "é", "\u0085", "\r",
            "\n", ":", "#", "{", "}", "[", "]", ",", "&", "*", "!", "|", "'", "\"", "%", "@", "-", " ", "\\");
    private static final List<String> KEYS = List.of(
            "type",
            "seed",
            "experiment",
            "x".repeat(5000),
            "a.b",
            "Seed",
            "σ",
            "''",
            "null",
            "1",
            "true",
            "<<",
            "path",
            "kimg",
            "sweep",
            "extends",
            "preset",
            "batch",
            "objective",
            "__proto__",
            "\"\\0\"");

    private final Random random;
    private final List<BiFunction<List<String>, Random, List<String>>> byLine = List.of(
            Mutations::deleted,
            Mutations::doubled,
            Mutations::swapped,
            Mutations::indented,
            Mutations::tabbed,
            Mutations::odd,
            Mutations::odd,
            Mutations::odd,
            Mutations::renamed,
            Mutations::unknownMember,
            Mutations::negated,
            Mutations::added);

    Mutations(long seed) {
        random = new Random(seed);
    }

    /** One to three of them. */
    byte[] of(String text) {
        String mutated = text;
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times; i++) {
            mutated = random.nextInt(4) == 0 ? whole(mutated) : lines(mutated);
        }
        byte[] bytes = mutated.getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(20) == 0 && bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) (0x80 | random.nextInt(128));
        }
        return bytes;
    }

    private String lines(String text) {
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        return String.join("\n", byLine.get(random.nextInt(byLine.size())).apply(lines, random));
    }

    private String whole(String text) {
        int at = random.nextInt(text.length() + 1);
        String head = text.substring(0, at);
        String tail = text.substring(at);
        return switch (random.nextInt(14)) {
            case 0 -> head;
            case 1 -> tail;
            case 2 -> head + CHARACTERS.get(random.nextInt(CHARACTERS.size())) + tail;
            case 3 -> text.replace("\n", "\r\n");
            case 4 -> "\uFEFF" + text;
            case 5 -> head + "[".repeat(5000) + tail;
            case 6 -> head + "{a: ".repeat(3000) + tail;
            case 7 -> bomb() + text;
            case 8 -> text + "\n---\n" + text;
            case 9 -> text + "\nextends: " + extended();
            case 10 -> "extends: " + extended() + "\n" + text;
            case 11 -> text + "\nsweep: {seed: "
                    + IntStream.range(0, random.nextInt(30)).boxed().toList() + "}";
            case 12 -> text + "\nsweep: {zip: {seed: [1, 2], corruption.noise.sigma: [0.1]}, list: [{seed: 1}]}";
            default -> head + "\n" + "- ".repeat(2000) + tail;
        };
    }

    private String extended() {
        List<String> files = List.of(
                "self.yaml",
                "mutant.yaml",
                "cycle.yaml",
                "..",
                ".",
                "../../../../../../etc/passwd",
                "/dev/zero",
                "\"a\\0b\"",
                "x".repeat(300),
                "[a]",
                "{}",
                "''",
                "~",
                "file:///etc/passwd",
                "quickstart.yaml");
        return files.get(random.nextInt(files.size()));
    }

    /** Nine lines of aliases that expand to 10⁹ values. */
    private static String bomb() {
        return IntStream.range(0, 9)
                .mapToObj(i -> "b" + i + ": &b" + i + " "
                        + (i == 0
                                ? "[1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"
                                : IntStream.range(0, 10)
                                        .mapToObj(j -> "*b" + (i - 1))
                                        .collect(Collectors.joining(", ", "[", "]"))))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static int any(List<String> lines, Random random) {
        return random.nextInt(lines.size());
    }

    private static List<String> deleted(List<String> lines, Random random) {
        lines.remove(any(lines, random));
        return lines.isEmpty() ? List.of("") : lines;
    }

    private static List<String> doubled(List<String> lines, Random random) {
        int at = any(lines, random);
        lines.add(any(lines, random), lines.get(at));
        return lines;
    }

    private static List<String> swapped(List<String> lines, Random random) {
        Collections.swap(lines, any(lines, random), any(lines, random));
        return lines;
    }

    private static List<String> indented(List<String> lines, Random random) {
        int at = any(lines, random);
        String line = lines.get(at);
        lines.set(at, random.nextBoolean() ? " ".repeat(1 + random.nextInt(3)) + line : line.stripLeading());
        return lines;
    }

    private static List<String> tabbed(List<String> lines, Random random) {
        int at = any(lines, random);
        lines.set(at, "\t" + lines.get(at));
        return lines;
    }

    /** Another value at a key, or within a map or list on one line. */
    private static List<String> odd(List<String> lines, Random random) {
        int at = any(lines, random);
        String line = lines.get(at);
        String value = SCALARS.get(random.nextInt(SCALARS.size()))
                .replace("\\", "\\\\")
                .replace("$", "\\$");
        lines.set(
                at,
                random.nextBoolean()
                        ? line.replaceFirst(":( .*|)$", ": " + value)
                        : line.replaceFirst("(?<=[:,\\[] )[^,\\]}{\\[]+(?=[,\\]}])", value));
        return lines;
    }

    private static List<String> renamed(List<String> lines, Random random) {
        int at = any(lines, random);
        String key = KEYS.get(random.nextInt(KEYS.size())).replace("\\", "\\\\");
        lines.set(at, lines.get(at).replaceFirst("[a-z0-9-]+:", key + ":"));
        return lines;
    }

    private static List<String> unknownMember(List<String> lines, Random random) {
        List<String> names = List.of("sidd", "identity", "idx", "gaussian", "composed", "x".repeat(200), "[sid]", "{}");
        String name = names.get(random.nextInt(names.size()));
        List<Integer> typed = IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).contains("type:"))
                .boxed()
                .toList();
        if (!typed.isEmpty()) {
            int at = typed.get(random.nextInt(typed.size()));
            lines.set(at, lines.get(at).replaceFirst("type: [a-z0-9-]+", "type: " + name));
        }
        return lines;
    }

    private static List<String> negated(List<String> lines, Random random) {
        int at = any(lines, random);
        lines.set(at, lines.get(at).replaceAll("(?<=[ \\[])(\\d)", random.nextBoolean() ? "-$1" : "9999999$1"));
        return lines;
    }

    private static List<String> added(List<String> lines, Random random) {
        String value = SCALARS.get(random.nextInt(SCALARS.size()));
        String indent = " ".repeat(2 * random.nextInt(3));
        lines.add(any(lines, random), indent + KEYS.get(random.nextInt(KEYS.size())) + ": " + value);
        return lines;
    }
}
