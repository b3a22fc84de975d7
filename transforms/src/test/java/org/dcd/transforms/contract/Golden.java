package org.dcd.transforms.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dcd.transforms.random.Seeds;
import org.dcd.transforms.registry.CodeVersion;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.registry.TypeName;
import org.dcd.transforms.stage.StageKinds;

/**
 * Outputs of stages and of members of open families on tiny inputs, as they were recorded for the version of their
 * code: who changes what is computed must raise that version. A file of one line each beside the other resources of the
 * tests; {@link #RECORD} writes it anew.
 *
 * <p>What is counted, named or decoded must be equal; what libtorch and ONNX Runtime compute is held within a
 * tolerance, as their last bits differ between kinds of CPU.
 */
public final class Golden {
    /** Also records the ledger of code, in the module after this one. */
    public static final String RECORD = "mvn test -Dtest='Golden*Test,LedgerTest'"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Ddcd.ledger.record=true";

    private static final Pattern LINE =
            Pattern.compile("(?<of>.+): version (?<version>\\d+), exact (?<exact>[0-9a-f]{16}), numbers(?<numbers>.*)");

    /** Numbers that are smaller are what is left of others after cancelling. */
    private static final double LEAST = 1e-5;

    private final Path file;
    private final boolean isRecording;
    private final SortedMap<String, String> recorded = new TreeMap<>();
    private final SortedMap<String, String> now = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    /** @param test whose outputs they are */
    public Golden(Class<?> test) {
        this(
                Path.of("src/test/resources/golden", test.getSimpleName() + ".txt"),
                Boolean.getBoolean("dcd.ledger.record"));
    }

    Golden(Path file, boolean isRecording) {
        this.file = file;
        this.isRecording = isRecording;
        try {
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    Matcher entry = LINE.matcher(line);
                    if (entry.matches()) {
                        recorded.put(entry.group("of"), line);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was computed. */
    public static final class Output {
        private static final int FEW = 16;
        private static final int PROJECTIONS = 2;

        private final MessageDigest exact = sha256();
        private final List<double[]> numbers = new ArrayList<>();
        private final List<Double> tolerances = new ArrayList<>();

        /** What must be equal. */
        public Output exactly(Object... values) {
            for (Object value : values) {
                exact.update((value + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return this;
        }

        /**
         * What must be within a tolerance: a few numbers each of itself, many by their root mean square, and by sums
         * with random signs, each of the root mean square.
         */
        public Output within(double tolerance, double... values) {
            exactly(values.length);
            double squares = 0;
            for (double value : values) {
                squares += value * value;
            }
            double size = Math.sqrt(squares / Math.max(1, values.length));
            if (values.length <= FEW) {
                for (double value : values) {
                    numbers.add(new double[] {value, Math.abs(value)});
                    tolerances.add(tolerance);
                }
                return this;
            }
            numbers.add(new double[] {size, size});
            tolerances.add(tolerance);
            for (int p = 0; p < PROJECTIONS; p++) {
                var random = Seeds.stream(p);
                double sum = 0;
                for (double value : values) {
                    sum += random.nextBoolean() ? value : -value;
                }
                numbers.add(new double[] {sum / Math.sqrt(values.length), size});
                tolerances.add(tolerance);
            }
            return this;
        }

        public Output within(double tolerance, float[] values) {
            double[] doubles = new double[values.length];
            for (int i = 0; i < doubles.length; i++) {
                doubles[i] = values[i];
            }
            return within(tolerance, doubles);
        }

        private String exact() {
            return HexFormat.of().formatHex(exact.digest()).substring(0, 16);
        }
    }

    /** Of a kind of stage. */
    public void check(String kind, Output output) {
        check("stage", StageKinds.of(kind).getClass(), output);
    }

    /** Of a registered member. */
    public void check(String family, Class<?> member, Output output) {
        CodeVersion version = member.getAnnotation(CodeVersion.class);
        int number = version == null ? 1 : version.value();
        check(
                family + " " + member.getAnnotation(TypeName.class).value(),
                number,
                "@CodeVersion(" + (number + 1) + ") on " + member.getName(),
                output);
    }

    void check(String of, int version, String where, Output output) {
        String exact = output.exact();
        StringBuilder numbers = new StringBuilder();
        output.numbers.forEach(number -> numbers.append(String.format(Locale.ROOT, " %.9g", number[0])));
        String line = of + ": version " + version + ", exact " + exact + ", numbers" + numbers;
        now.put(of, line);
        Matcher before = LINE.matcher(recorded.getOrDefault(of, ""));
        if (!before.matches()) {
            problem("no output of " + of + " is recorded; record it");
            return;
        }
        int recordedVersion = Integer.parseInt(before.group("version"));
        if (recordedVersion != version) {
            if (version < recordedVersion) {
                problems.add("the version of " + of + " went back from " + recordedVersion + " to " + version
                        + ": stages of that version are not those of this code");
            } else {
                problem("the output of " + of + " is recorded for version " + recordedVersion + ", not " + version
                        + "; record it");
            }
            return;
        }
        String difference = difference(before, exact, output);
        if (difference.isEmpty()) {
            now.put(of, before.group());
        } else {
            problems.add("the output of " + of + " is not that of its version " + version + " any more: " + difference
                    + ". If that is meant, raise " + where + ", otherwise mend the code; then record");
        }
    }

    private static String difference(Matcher before, String exact, Output output) {
        String[] numbers = before.group("numbers").isBlank()
                ? new String[0]
                : before.group("numbers").trim().split(" ");
        for (int i = 0; i < Math.min(numbers.length, output.numbers.size()); i++) {
            double was = Double.parseDouble(numbers[i]);
            double is = output.numbers.get(i)[0];
            double allowed = output.tolerances.get(i) * Math.max(output.numbers.get(i)[1], LEAST);
            if (!(Math.abs(was - is) <= allowed)) {
                return "number " + i + " was " + was + " and is " + is + ", and may differ by " + allowed;
            }
        }
        if (numbers.length != output.numbers.size()) {
            return numbers.length + " numbers became " + output.numbers.size();
        }
        return before.group("exact").equals(exact) ? "" : "names, counts or texts differ";
    }

    /** What recording mends. */
    private void problem(String text) {
        if (!isRecording) {
            problems.add(text);
        }
    }

    /** Fails when any output is not what it was; otherwise writes the file where that is asked for. */
    public void finish() throws IOException {
        for (Map.Entry<String, String> gone : recorded.entrySet()) {
            if (!now.containsKey(gone.getKey())) {
                problem("nothing is called " + gone.getKey() + " any more; record");
            }
        }
        assertThat(problems).as("outputs of %s; to record: %s", file, RECORD).isEmpty();
        if (isRecording) {
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file,
                    "# Outputs of code by its version, on tiny inputs: contract/Golden.java. Recorded with\n#   "
                            + RECORD + "\n" + String.join("\n", now.values()) + "\n");
        }
    }

    /** Members of a family by name, without those that tests bring along. */
    public static SortedMap<String, Class<?>> members(Class<?> family) {
        SortedMap<String, Class<?>> members = new TreeMap<>(Registry.members(family));
        members.values().removeIf(member -> member.getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath()
                .endsWith("/test-classes/"));
        return members;
    }

    /** Objects of {@link Examples} by the class of the member. */
    public static <F> Map<Class<?>, List<F>> examples(Class<F> family) {
        Map<Class<?>, List<F>> byClass = new LinkedHashMap<>();
        members(family).values().forEach(member -> byClass.put(member, new ArrayList<>()));
        Examples.of(family)
                .forEach(
                        example -> byClass.computeIfPresent(example.getPayload().getClass(), (member, examples) -> {
                            examples.add(example.getPayload());
                            return examples;
                        }));
        return byClass;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
