package org.dcd.pipelines.cli.progress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.ProgressLine;

/** The last lines of a progress log that another thread or process is writing. */
final class ProgressTail {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BYTES = 1 << 16;

    private ProgressTail() {}

    /** Whole lines among the last 64 KiB; none when there is no log, or when it is being replaced just now. */
    static List<ProgressLine> read(Folder folder) {
        List<ProgressLine> lines = new ArrayList<>();
        if (!folder.exists(ProgressLine.FILE)) {
            return lines;
        }
        try (SeekableByteChannel channel = folder.openChannel(ProgressLine.FILE)) {
            long from = Math.max(0, channel.size() - BYTES);
            ByteBuffer bytes = ByteBuffer.allocate((int) (channel.size() - from));
            channel.position(from);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                continue;
            }
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            String[] parts = text.split("\n", -1);
            // The first may be cut off by where we began, the last by where its writer is.
            for (int i = from == 0 ? 0 : 1; i < parts.length - 1; i++) {
                lines.add(JSON.readValue(parts[i], ProgressLine.class));
            }
        } catch (JsonProcessingException damaged) {
            // The stage itself reports a damaged log; the display shows what it could read.
            return lines;
        } catch (IOException gone) {
            // Published or replaced between two looks: the next look sees it.
            return lines;
        }
        return lines;
    }
}
