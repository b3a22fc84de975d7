package org.dcd.schemas.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.io.JsonNumbers;

/**
 * The progress of a stage as one JSON object a line, appended while the stage runs and read by others meanwhile. A last
 * line that a kill has cut off does not count.
 */
public final class ProgressLog implements Closeable {
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JsonNumbers());
    /** Longer than two lines of a shard. */
    private static final int END_BYTES = 1 << 12;

    private final OutputStream out;

    private ProgressLog(OutputStream out) {
        this.out = out;
    }

    /** Continues the log of a folder, or begins it. */
    public static ProgressLog open(Folder folder) throws IOException {
        String end = end(folder);
        if (!end.isEmpty() && !end.endsWith("\n")) {
            rewrite(folder, read(folder));
        }
        return new ProgressLog(folder.append(ProgressLine.FILE));
    }

    /**
     * Appends a line of so much more done than the last line tells, for shards that do not know of each other. Reads
     * the end of the log alone, as a stage of a million images has thousands of them. Shards of one process count
     * exactly; those of two that end in the same instant may count one too few until the stage ends.
     *
     * @param by what is done more
     * @param most what is done in all when everything is
     */
    public static void advance(Folder folder, long by, long most, String unit) throws IOException {
        synchronized (ProgressLog.class) {
            long done = Math.min(most, lastDone(folder) + by);
            try (ProgressLog log = open(folder)) {
                log.append(new ProgressLine(System.currentTimeMillis(), done, most, unit, Map.of(), ""));
            }
        }
    }

    /** Appends a line of what is done when the last one tells less. */
    public static void atLeast(Folder folder, long done, long most, String unit) throws IOException {
        synchronized (ProgressLog.class) {
            long told = lastDone(folder);
            if (told < done) {
                advance(folder, done - told, most, unit);
            }
        }
    }

    private static long lastDone(Folder folder) throws IOException {
        String end = end(folder);
        int last = end.lastIndexOf('\n');
        int before = last < 0 ? -1 : end.lastIndexOf('\n', last - 1);
        if (before >= 0) {
            return parse(folder, 0, end.substring(before + 1, last)).done();
        }
        List<ProgressLine> all = read(folder);
        return all.isEmpty() ? 0 : all.get(all.size() - 1).done();
    }

    /** The last bytes of the log; empty when there is none. */
    private static String end(Folder folder) throws IOException {
        if (!folder.exists(ProgressLine.FILE)) {
            return "";
        }
        long size = folder.size(ProgressLine.FILE);
        // a stream, as an interrupt would close a channel, and a stage that stops has something to tell
        try (InputStream in = folder.open(ProgressLine.FILE)) {
            in.skipNBytes(Math.max(0, size - END_BYTES));
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Lines of the log of a folder, in order; none when there is no log. */
    public static List<ProgressLine> read(Folder folder) throws IOException {
        if (!folder.exists(ProgressLine.FILE)) {
            return List.of();
        }
        String text = text(folder);
        List<ProgressLine> lines = new ArrayList<>();
        int begin = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
            lines.add(parse(folder, lines.size() + 1, text.substring(begin, end)));
            begin = end + 1;
        }
        return lines;
    }

    /**
     * Drops the lines beyond a point to which a stage has gone back: those with {@code done} greater than given. A log
     * that is damaged begins anew, as it must not keep its stage from going on.
     */
    public static void truncateAfter(Folder folder, long done) throws IOException {
        if (folder.exists(ProgressLine.FILE)) {
            List<ProgressLine> kept;
            try {
                kept = read(folder).stream().filter(line -> line.done() <= done).toList();
            } catch (DamagedFileException e) {
                kept = List.of();
            }
            rewrite(folder, kept);
        }
    }

    /** Appends a line, which readers see from now on. */
    public synchronized void append(ProgressLine line) throws IOException {
        out.write(encode(line));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private static byte[] encode(ProgressLine line) throws JsonProcessingException {
        return (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static ProgressLine parse(Folder folder, int number, String line) {
        try {
            ProgressLine parsed = JSON.readValue(line, ProgressLine.class);
            if (parsed == null) {
                throw new DamagedFileException(
                        folder, ProgressLine.FILE, "is damaged in line " + number + ": it is null");
            }
            return parsed;
        } catch (JsonProcessingException e) {
            throw new DamagedFileException(
                    folder, ProgressLine.FILE, "is damaged in line " + number + ": " + e.getOriginalMessage(), e);
        }
    }

    private static void rewrite(Folder folder, List<ProgressLine> lines) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (ProgressLine line : lines) {
            text.writeBytes(encode(line));
        }
        folder.write(ProgressLine.FILE, out -> text.writeTo(out));
    }

    private static String text(Folder folder) throws IOException {
        try (InputStream in = folder.open(ProgressLine.FILE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
