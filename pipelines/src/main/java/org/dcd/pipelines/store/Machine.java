package org.dcd.pipelines.store;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dcd.transforms.files.Sha256;

/** Tells processes of this machine from those of others, without a name: locks on files are seen within one kernel. */
final class Machine {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    /** Of this boot of this kernel where Linux tells, which containers share; elsewhere of the host's name. */
    static final String ID = Sha256.of(identity().getBytes(StandardCharsets.UTF_8)).substring(0, 16);

    private Machine() {}

    private static String identity() {
        try {
            return Files.isReadable(BOOT)
                    ? Files.readString(BOOT).strip()
                    : InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            // nobody else says this: whether its processes live is then told by their heartbeat alone
            return "process " + ProcessHandle.current().pid() + " at " + System.nanoTime();
        }
    }
}
