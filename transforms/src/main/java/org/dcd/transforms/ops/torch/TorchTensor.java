package org.dcd.transforms.ops.torch;

/**
 * A TorchScript expression.
 *
 * @param code name of a variable
 * @param shape of parameters and of their multiples; null for other tensors, whose shape TorchScript alone knows
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
