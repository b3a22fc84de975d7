package org.dcd.runners.cluster;

/**
 * Size of a cluster on this machine.
 *
 * @param cpuWorkers workers without GPUs, at least 1
 * @param gpuWorkers workers with GPUs, at least 0
 * @param gpusPerWorker GPUs that each of them declares, at least 1
 * @param slots slots of each worker without GPUs, at least 1
 * @param heapMb Java heap of a worker in MB, at least 256
 * @param port port of the REST interface; 0 for any free port
 */
record ClusterSize(int cpuWorkers, int gpuWorkers, int gpusPerWorker, int slots, int heapMb, int port) {
    private static final int MOST = 64;
    private static final int LEAST_HEAP_MB = 256;

    ClusterSize {
        check("cpu-workers", cpuWorkers, 1, MOST);
        check("gpu-workers", gpuWorkers, 0, MOST);
        check("gpus-per-worker", gpusPerWorker, 1, MOST);
        check("slots", slots, 1, MOST);
        check("heap", heapMb, LEAST_HEAP_MB, 1 << 20);
        check("port", port, 0, 65_535);
    }

    int managerHeapMb() {
        return 512;
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("--" + name + " must be in [" + least + ", " + most + "], was " + value);
        }
    }
}
