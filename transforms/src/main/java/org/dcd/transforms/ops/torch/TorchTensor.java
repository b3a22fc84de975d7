package org.dcd.transforms.ops.torch;

/**
 * A TorchScript variable.
 *
 * @param code name of the variable
 * @param shape shape of a parameter or a multiple of one; null for other tensors, whose shape is unknown before
 *     execution
 */
public record TorchTensor(String code, long[] shape) {
    TorchTensor(String code) {
        this(code, null);
    }

    @Override
    public String toString() {
        return code;
    }
}
