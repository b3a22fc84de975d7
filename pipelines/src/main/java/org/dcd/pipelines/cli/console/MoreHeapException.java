package org.dcd.pipelines.cli.console;

/** Thrown before anything is printed, when the process needs to start again with a larger heap. */
public final class MoreHeapException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long bytes;

    /** @param bytes size of the heap */
    public MoreHeapException(long bytes) {
        super("this command needs a Java heap of " + (bytes >> 20) + " MB; set DCD_HEAP=" + (bytes >> 20) + "m");
        this.bytes = bytes;
    }

    /** Size of the heap that is needed. */
    public long bytes() {
        return bytes;
    }
}
