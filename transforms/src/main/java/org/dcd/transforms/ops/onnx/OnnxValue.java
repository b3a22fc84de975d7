package org.dcd.transforms.ops.onnx;

import java.util.Arrays;
import org.dcd.transforms.ops.Shapes;

/**
 * A tensor of an ONNX graph.
 *
 * @param name name, unique within the graph
 * @param shape length of each dimension; {@link Shapes#BATCH} for the batch size; empty for a scalar
 */
public record OnnxValue(String name, long... shape) {
    int rank() {
        return shape.length;
    }

    /** Index of a dimension; negative ones count from the end. */
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
