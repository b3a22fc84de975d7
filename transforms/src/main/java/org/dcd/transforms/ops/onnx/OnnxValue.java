package org.dcd.transforms.ops.onnx;

import java.util.Arrays;

/**
 * A named tensor of an ONNX graph.
 *
 * @param name unique within the graph
 * @param shape lengths, {@link OnnxGraph#BATCH} where it follows the batch size; empty for a scalar
 */
public record OnnxValue(String name, long... shape) {
    int rank() {
        return shape.length;
    }

    /** Index of a dimension that may be counted from the end. */
    int dimension(int dimension) {
        int index = dimension < 0 ? dimension + rank() : dimension;
        if (index < 0 || index >= rank()) {
            throw new IllegalArgumentException("dimension " + dimension + " is outside of " + this);
        }
        return index;
    }

    @Override
    public String toString() {
        return name + Arrays.toString(shape);
    }
}
