package org.dcd.transforms.metric;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.lapack.LAPACK;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Linear algebra in float64: the system's BLAS and LAPACK where they can be loaded, pure Java otherwise. */
final class Netlib {
    /**
     * Netlib warns about every missing implementation, which is not a problem. References to the loggers prevent their
     * garbage collection.
     */
    private static final Logger[] QUIET = {
        Logger.getLogger("dev.ludovic.netlib.blas.InstanceBuilder"),
        Logger.getLogger("dev.ludovic.netlib.lapack.InstanceBuilder")
    };

    static {
        for (Logger logger : QUIET) {
            logger.setLevel(Level.SEVERE);
        }
    }

    static final BLAS BLAS = dev.ludovic.netlib.blas.BLAS.getInstance();
    static final LAPACK LAPACK = dev.ludovic.netlib.lapack.LAPACK.getInstance();

    private Netlib() {}
}
