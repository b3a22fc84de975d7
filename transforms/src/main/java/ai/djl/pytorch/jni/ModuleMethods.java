package ai.djl.pytorch.jni;

/**
 * Calls a method of a TorchScript module with gradients enabled. DJL's public {@code IValueUtils.runMethod} runs in
 * inference mode, and the native entry point is package-private: hence this package.
 */
public final class ModuleMethods {
    private ModuleMethods() {}

    /**
     * Runs {@code method} of the module behind a native handle.
     *
     * @param arguments stay owned by the caller
     * @return the result, owned by the caller
     */
    public static IValue run(long module, String method, IValue... arguments) {
        long[] handles = new long[arguments.length];
        for (int i = 0; i < handles.length; i++) {
            handles[i] = arguments[i].getHandle();
        }
        return new IValue(PyTorchLibrary.LIB.moduleRunMethod(module, method, handles, true, false));
    }
}
