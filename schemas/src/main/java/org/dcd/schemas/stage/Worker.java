package org.dcd.schemas.stage;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The worker of a cluster that this process is, and the device that the current thread uses. */
public final class Worker {
    /** System property with the name of the worker, such as {@code gpu-1}. */
    public static final String PROPERTY = "dcd.worker";

    private static final String NAME = find();
    private static final ThreadLocal<String> DEVICE = new ThreadLocal<>();

    private Worker() {}

    /** Name of the worker: the property, otherwise host and process id; empty outside a cluster. */
    public static String name() {
        return NAME;
    }

    /** Worker and device of this thread, such as {@code gpu-1 GPU 0}; empty on a single machine without GPUs. */
    public static String place() {
        String device = DEVICE.get();
        return device == null ? NAME : (NAME + " " + device).strip();
    }

    /**
     * Declares the device of this thread until the result is closed.
     *
     * @param device name for messages, such as {@code GPU 0}
     */
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
        // main class in Flink's own start scripts and containers
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
