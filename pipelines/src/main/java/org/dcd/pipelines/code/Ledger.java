package org.dcd.pipelines.code;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The recorded code of each version of a stage kind or registered member. Keys contain the version while the code
 * equals the recorded one, otherwise the hash of the code. The ledger is a file among the sources of the project.
 *
 * @param entries entries by name of a stage kind or member, such as {@code stage teacher} or {@code forward operator
 *     downsample}
 */
record Ledger(SortedMap<String, Entry> entries) {
    static final String FILE = "ledger.txt";

    private static final Pattern LINE =
            Pattern.compile("(?<of>[^:]+): version (?<version>\\d+), code (?<code>[0-9a-f]{32})");

    /**
     * An entry.
     *
     * @param version the version
     * @param code hash of its code, {@link CodeHashes#hash}
     */
    record Entry(int version, String code) {}

    Ledger {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    static Ledger ofThisProject() {
        try (InputStream in = Ledger.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(
                        "missing from the class path: " + FILE + " beside " + Ledger.class.getName());
            }
            return read(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Ledger read(Reader text) throws IOException {
        SortedMap<String, Entry> entries = new TreeMap<>();
        try (BufferedReader lines = new BufferedReader(text)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                Matcher entry = LINE.matcher(line);
                if (!entry.matches()) {
                    throw new IOException("not a line of " + FILE + ": '" + line + "'; record it again");
                }
                entries.put(
                        entry.group("of"), new Entry(Integer.parseInt(entry.group("version")), entry.group("code")));
            }
        }
        return new Ledger(entries);
    }

    Optional<Entry> of(String what) {
        return Optional.ofNullable(entries.get(what));
    }

    /** The text of the file. */
    String text(String heading) {
        StringBuilder text = new StringBuilder(heading);
        entries.forEach((of, entry) -> text.append(of)
                .append(": version ")
                .append(entry.version())
                .append(", code ")
                .append(entry.code())
                .append('\n'));
        return text.toString();
    }
}
