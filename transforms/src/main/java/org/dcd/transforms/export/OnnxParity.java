package org.dcd.transforms.export;

import java.util.Arrays;
import java.util.Map;
import org.dcd.transforms.ort.OrtModel;

/** Holds an exported model against the network that was trained. */
public final class OnnxParity {
    private OnnxParity() {}

    /**
     * Compares an output with that of the trained network.
     *
     * @param n rows
     * @param inputs of the model, n rows each
     * @param reference the output according to libtorch, n rows
     * @param tolerance greatest difference
     * @return the greatest difference
     * @throws IllegalStateException above the tolerance, with the place
     * @throws ArithmeticException when either side is not finite
     */
    public static double check(
            OrtModel model, int n, Map<String, float[]> inputs, String output, float[] reference, double tolerance) {
        float[] actual = model.run(n, inputs, output).floats(output);
        if (actual.length != reference.length) {
            throw new IllegalArgumentException("the reference for '" + output + "' has " + reference.length
                    + " values, the model gives " + actual.length);
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

    /** Index along each dimension, the row first. */
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
