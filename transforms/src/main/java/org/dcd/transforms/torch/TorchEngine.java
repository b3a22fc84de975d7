package org.dcd.transforms.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;

/** libtorch on one device. */
public final class TorchEngine {
    private final Engine engine;
    private final Device device;

    private TorchEngine(Engine engine, Device device) {
        this.engine = engine;
        this.device = device;
    }

    /** The first GPU when there is one, else the CPU. */
    public static TorchEngine best() {
        // Loading the engine would otherwise ask the network where it runs.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        Engine engine = Engine.getEngine("PyTorch");
        return new TorchEngine(engine, engine.getGpuCount() > 0 ? Device.gpu(0) : Device.cpu());
    }

    public static TorchEngine cpu() {
        TorchEngine best = best();
        return new TorchEngine(best.engine, Device.cpu());
    }

    NDManager newManager() {
        return engine.newBaseManager(device);
    }

    /** Seeds libtorch's own generator, which dropout alone uses. */
    void seed(long seed) {
        engine.setRandomSeed((int) (seed ^ (seed >>> 32)));
    }

    /** Such as {@code libtorch 2.7.1 on cpu()}. */
    public String description() {
        return "libtorch " + engine.getVersion() + " on " + device;
    }
}
