package org.dcd.schemas.stage;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Which worker of a cluster this process is, and which device of it a thread works on. */
public final class Worker {
    /** Java property with the name, such as {@code gpu-1}. */
    public static final String PROPERTY = "dcd.worker";

    private static final String NAME = find();
    private static final ThreadLocal<String> DEVICE = new ThreadLocal<>();

    private Worker() {}

    /** Its name: as the property tells, else host and process; empty when it is no worker of a cluster. */
    public static String name() {
        return NAME;
    }

    /** Where this thread works, such as {@code gpu-1 GPU 0}; empty on a machine alone without GPUs. */
    public static String place() {
        String device = DEVICE.get();
        return device == null ? NAME : (NAME + " " + device).strip();
    }

    /** Says that this thread works on a device, until closed. */
    public static Use on(String device) {
        DEVICE.set(device);
        return DEVICE::remove;
    }

    /** A device in use. */
    @FunctionalInterface
    public interface Use extends AutoCloseable {
        @Override
        void close();
    }

    private static String find() {
        String given = System.getProperty(PROPERTY, "");
        // of Flink's own start scripts and containers
        boolean worker = System.getProperty("sun.java.command", "").matches("\\S*Task(Manager|Executor)Runner\\b.*");
        if (!given.isEmpty() || !worker) {
            return given;
        }
        long process = ProcessHandle.current().pid();
        try {
            return InetAddress.getLocalHost().getHostName() + "-" + process;
        } catch (UnknownHostException e) {
            return "process-" + process;
        }
    }
}
