package org.dcd.transforms.ops;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.dcd.transforms.random.Seeds;

/**
 * Draws initial values of parameters. Each parameter has its own random stream, so adding one does not change others.
 */
public final class Initialiser {
    private Initialiser() {}

    /**
     * Draws the initial values of a parameter, row-major.
     *
     * @param parameter name, shape and initialisation
     * @param seeds seeds of the training
     */
    public static float[] draw(ParameterSpec parameter, Seeds seeds) {
        float[] values = new float[Math.toIntExact(parameter.size())];
        Init init = parameter.init();
        if (init instanceof Init.Constant constant) {
            Arrays.fill(values, (float) constant.value());
            return values;
        }
        long seed = seeds.of("initialise/" + parameter.name(), 0);
        if (init instanceof Init.Normal normal) {
            Seeds.fillNormal(seed, values, 0, values.length);
            for (int i = 0; i < values.length; i++) {
                values[i] *= (float) normal.standardDeviation();
            }
            return values;
        }
        double bound = bound(init, parameter.shape());
        UniformRandomProvider random = Seeds.stream(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
        return values;
    }

    private static double bound(Init init, long[] shape) {
        if (init instanceof Init.XavierUniform xavier) {
            long kernel = 1;
            for (int i = 2; i < shape.length; i++) {
                kernel *= shape[i];
            }
            return xavier.scale() * Math.sqrt(6.0 / ((shape[0] + shape[1]) * kernel));
        }
        if (init instanceof Init.UniformFanIn uniform) {
            return 1 / Math.sqrt(uniform.fanIn());
        }
        throw new IllegalStateException("not a uniform initialisation: " + init);
    }
}
