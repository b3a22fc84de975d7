package org.dcd.transforms.ops.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.ModuleMethods;
import org.dcd.transforms.natives.Resources;

/**
 * Copies values to a GPU through pinned memory. The copy is asynchronous: the thread does not wait for the work that
 * the GPU still has to do. libtorch keeps the pinned memory until the copy is finished.
 */
final class PinnedInputs implements AutoCloseable {
    private static final String UPLOAD = "upload";

    /** The second tensor gives device and type. */
    static final String METHODS =
            "  def " + UPLOAD + "(self: __torch__.Program, host: Tensor, like: Tensor) -> Tensor:\n"
                    + "    return torch.to(torch.pin_memory(host), like, True)\n";

    private final Resources owned;
    private final NDManager host;
    private final PtSymbolBlock module;
    private final IValue like;

    /** @param engine libtorch on a GPU */
    PinnedInputs(TorchEngine engine) {
        try (Resources opening = new Resources()) {
            this.host = opening.open(TorchEngine.cpu()::newManager);
            NDManager device = opening.open(engine::newManager);
            this.module = TorchProgram.module((PtNDManager) device, METHODS);
            this.like = opening.open(() -> IValue.from((PtNDArray) device.create(new float[1], new Shape(1))));
            this.owned = opening.keep();
        }
    }

    /**
     * Starts the copy of values.
     *
     * @param owner owner of the tensor on the GPU
     */
    NDArray copy(NDManager owner, float[] values, Shape shape) {
        try (NDManager scope = host.newSubManager();
                IValue source = IValue.from((PtNDArray) scope.create(values, shape));
                IValue result = ModuleMethods.run(module.getHandle(), UPLOAD, new IValue[] {source, like})) {
            return result.toTensor((PtNDManager) owner);
        }
    }

    @Override
    public void close() {
        owned.close();
    }
}
