package org.dcd.transforms.export;

import java.util.Arrays;
import java.util.Map;
import org.dcd.transforms.ort.OrtModel;

/** Compares an exported model with the trained network. */
public final class OnnxParity {
    private OnnxParity() {}

    /**
     * Compares an output of the model with that of the trained network.
     *
     * @param model exported model
     * @param n number of rows
     * @param inputs inputs of the model, n rows each
     * @param output name of the output
     * @param reference output of the trained network in libtorch, n rows
     * @param tolerance largest accepted absolute difference
     * @return the largest absolute difference
     * @throws IllegalStateException if the difference exceeds the tolerance, with its position
     * @throws ArithmeticException if one of the outputs is not finite
     */
    public static double check(
            OrtModel model, int n, Map<String, float[]> inputs, String output, float[] reference, double tolerance) {
        float[] actual = model.run(n, inputs, output).floats(output);
        if (actual.length != reference.length) {
            throw new IllegalArgumentException("the reference for output '" + output + "' has " + reference.length
                    + " values, but the model returned " + actual.length);
        }
        long[] shape = model.outputShape(output);
        int worst = 0;
        double greatest = 0;
        for (int i = 0; i < actual.length; i++) {
            if (!Float.isFinite(actual[i]) || !Float.isFinite(reference[i])) {
                throw new ArithmeticException("output '" + output + "' is " + actual[i] + " in ONNX Runtime and "
                        + reference[i] + " in libtorch at " + position(i, shape));
            }
            double difference = Math.abs((double) actual[i] - reference[i]);
            if (difference > greatest) {
                greatest = difference;
                worst = i;
            }
        }
        if (!(greatest <= tolerance)) {
            throw new IllegalStateException("ONNX Runtime and libtorch differ by " + greatest + " in '" + output
                    + "', more than the tolerance " + tolerance + ": " + actual[worst] + " against "
                    + reference[worst] + " at " + position(worst, shape));
        }
        return greatest;
    }

    /** Index along each dimension, starting with the row. */
    private static String position(int index, long[] shape) {
        long[] position = new long[shape.length + 1];
        long rest = index;
        for (int i = shape.length; i > 0; i--) {
            position[i] = rest % shape[i - 1];
            rest /= shape[i - 1];
        }
        position[0] = rest;
        return Arrays.toString(position);
    }
}
