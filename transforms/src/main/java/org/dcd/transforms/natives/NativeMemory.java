package org.dcd.transforms.natives;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.util.function.IntSupplier;

/**
 * Memory that native libraries have freed. The launcher tells the allocator to keep it, because a training step frees
 * and allocates the same blocks again. But every thread has its own share of the allocator, and stages run on different
 * threads: without {@link #release} the peaks of all stages of a process would add up.
 */
public final class NativeMemory {
    /** jemalloc's name of the operation; 4096 means all arenas (MALLCTL_ARENAS_ALL). */
    private static final String PURGE_ALL = "arena.4096.purge";

    private static final IntSupplier RELEASE = allocator();

    private NativeMemory() {}

    /**
     * Returns free memory of jemalloc or glibc to the operating system. Takes milliseconds per gigabyte. Call it when a
     * large owner of native memory is closed and will not be opened again at once.
     *
     * @return false if the allocator is another one and nothing was done
     */
    public static boolean release() {
        return RELEASE.getAsInt() >= 0;
    }

    /** The operation of the allocator in use, which returns an error code or at least 0. */
    private static IntSupplier allocator() {
        if (!Platform.isLinux()) {
            return () -> -1;
        }
        try {
            NativeLibrary process = NativeLibrary.getProcess();
            try {
                Function mallctl = process.getFunction("mallctl");
                return () -> -Math.abs(mallctl.invokeInt(new Object[] {PURGE_ALL, null, null, null, 0L}));
            } catch (UnsatisfiedLinkError notJemalloc) {
                Function trim = process.getFunction("malloc_trim");
                return () -> trim.invokeInt(new Object[] {0L});
            }
        } catch (LinkageError noAccess) {
            return () -> -1;
        }
    }
}
