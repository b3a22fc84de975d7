package org.dcd.transforms.restore;

/**
 * Adam (Kingma and Ba 2015) with (0.9, 0.999) and ε = 1e-8 on an array in memory. Elements are independent, and so are
 * images that share an array.
 */
final class HostAdam {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final double learningRate;
    private final double[] first;
    private final double[] second;
    private int step;

    HostAdam(int size, double learningRate) {
        this.learningRate = learningRate;
        this.first = new double[size];
        this.second = new double[size];
    }

    /** One step on the values, in place. */
    void step(float[] values, float[] gradient) {
        step++;
        double unbias1 = 1 - Math.pow(BETA1, step);
        double unbias2 = 1 - Math.pow(BETA2, step);
        for (int i = 0; i < values.length; i++) {
            double g = gradient[i];
            first[i] = BETA1 * first[i] + (1 - BETA1) * g;
            second[i] = BETA2 * second[i] + (1 - BETA2) * g * g;
            values[i] -= (float) (learningRate * (first[i] / unbias1) / (Math.sqrt(second[i] / unbias2) + EPSILON));
        }
    }
}
