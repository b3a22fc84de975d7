package org.dcd.transforms.device;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Memory that this process holds on a GPU: libtorch keeps what it has once allocated, so this is about the peak. */
final class PeakMemory {
    private PeakMemory() {}

    static String of(TestDevice device) throws Exception {
        if (device.gpu().isEmpty()) {
            return "not measured";
        }
        Process query = new ProcessBuilder(
                        "nvidia-smi", "--query-compute-apps=pid,gpu_uuid,used_memory", "--format=csv,noheader")
                .redirectErrorStream(true)
                .start();
        List<String> lines = new String(query.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (query.waitFor() != 0) {
            return "unknown: " + lines;
        }
        String own = ProcessHandle.current().pid() + ",";
        List<String> mine = lines.stream().filter(line -> line.startsWith(own)).toList();
        // in a container the process has another number
        return String.join("; ", mine.isEmpty() ? lines : mine);
    }
}
