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
 * The progress of a stage, one JSON object per line. The stage appends lines while others read them. An incomplete last
 * line, as a kill leaves it, is ignored.
 */
public final class ProgressLog implements Closeable {
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JsonNumbers());
    /** More than two lines of a shard. */
    private static final int END_BYTES = 1 << 12;

    private final OutputStream out;

    private ProgressLog(OutputStream out) {
        this.out = out;
    }

    /** Opens the log of a folder for appending; an incomplete last line is removed. */
    public static ProgressLog open(Folder folder) throws IOException {
        String end = end(folder);
        if (!end.isEmpty() && !end.endsWith("\n")) {
            rewrite(folder, read(folder));
        }
        return new ProgressLog(folder.append(ProgressLine.FILE));
    }

    /**
     * Appends a line whose {@code done} is that of the last line plus an increment, for shards that run independently.
     * Reads only the end of the log, which has thousands of lines for a million images. Exact for the shards of one
     * process; when shards of two processes end at the same instant, one may be missing until the stage ends.
     *
     * @param by increment
     * @param most upper bound of {@code done}, the number of all units
     */
    public static void advance(Folder folder, long by, long most, String unit) throws IOException {
        synchronized (ProgressLog.class) {
            long done = Math.min(most, lastDone(folder) + by);
            try (ProgressLog log = open(folder)) {
                log.append(new ProgressLine(System.currentTimeMillis(), done, most, unit, Map.of(), ""));
            }
        }
    }

    /**
     * Appends a line unless the last one has at least that much done.
     *
     * @param most number of all units
     */
    public static void atLeast(Folder folder, long done, long most, String unit) throws IOException {
        synchronized (ProgressLog.class) {
            long last = lastDone(folder);
            if (last < done) {
                advance(folder, done - last, most, unit);
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
        // a stream: an interrupt would close a channel, and an interrupted stage still writes a line
        try (InputStream in = folder.open(ProgressLine.FILE)) {
            in.skipNBytes(Math.max(0, size - END_BYTES));
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * Lines of the log of a folder, in order; none when there is no log.
     *
     * @throws DamagedFileException when a line cannot be parsed
     */
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
     * Removes the lines with a greater {@code done}, when a stage has returned to an earlier point. A damaged log is
     * emptied, because it must not stop its stage.
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

    /** Appends a line and flushes it, so that readers see it at once. */
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
