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

/** Reads the last lines of a progress log while another thread or process writes it. */
final class ProgressTail {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BYTES = 1 << 16;

    private ProgressTail() {}

    /** The complete lines in the last 64 KiB; none when there is no log or it is being replaced. */
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
            // the first line may be cut off where reading began, the last one is still being written
            for (int i = from == 0 ? 0 : 1; i < parts.length - 1; i++) {
                lines.add(JSON.readValue(parts[i], ProgressLine.class));
            }
        } catch (JsonProcessingException damaged) {
            // the stage itself reports a damaged log; the display shows what could be read
            return lines;
        } catch (IOException replaced) {
            // published or replaced during the read: the next poll sees it
            return lines;
        }
        return lines;
    }
}
