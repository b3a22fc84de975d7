package org.dcd.transforms.ops.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.dcd.transforms.ops.Shapes;

/**
 * Binds arguments and results of a TorchScript function by name.
 *
 * @param function program and function, for error messages
 * @param script source of the function, which declares its arguments
 * @param results names of the results, in order
 */
record TorchBinding(String function, TorchOps script, List<String> results) {
    /**
     * Checks inputs of n images.
     *
     * @throws IllegalArgumentException if one is missing, unknown or has another size
     */
    void check(int n, Map<String, float[]> inputs) {
        if (n < 1) {
            throw new IllegalArgumentException(function + ": the number of images must be at least 1, was " + n);
        }
        checkNames(inputs.keySet());
        script.inputs().forEach((input, declared) -> {
            float[] values = inputs.get(input);
            int actual = values == null ? 0 : values.length;
            long expected = Arrays.stream(shape(input, n)).reduce(1, Math::multiplyExact);
            if (actual != expected) {
                throw new IllegalArgumentException(function + ": input '" + input + "' must have " + expected
                        + " values for shape " + Arrays.toString(shape(input, n)) + ", was " + actual);
            }
        });
    }

    /**
     * Checks inputs on the device.
     *
     * @throws IllegalArgumentException if one is missing, unknown or has another shape
     */
    void checkArrays(Map<String, NDArray> inputs) {
        checkNames(inputs.keySet());
        inputs.forEach((input, array) -> {
            long[] declared = script.inputs().get(input);
            long[] actual = array.getShape().getShape();
            boolean fits = actual.length == declared.length;
            for (int i = 0; fits && i < actual.length; i++) {
                fits = actual[i] == declared[i] || i == 0 && declared[i] == Shapes.BATCH;
            }
            if (!fits) {
                throw new IllegalArgumentException(function + ": input '" + input + "' must have shape "
                        + Arrays.toString(declared) + ", was " + Arrays.toString(actual));
            }
        });
    }

    private void checkNames(Set<String> given) {
        Set<String> needed = new TreeSet<>();
        script.inputs().forEach((input, declared) -> {
            if (!TorchOps.isEmpty(declared)) {
                needed.add(input);
            }
        });
        if (!given.containsAll(needed) || !script.inputs().keySet().containsAll(given)) {
            throw new IllegalArgumentException(
                    function + " needs inputs " + needed + ", but was given " + new TreeSet<>(given));
        }
    }

    /** Shape of an input for n images. */
    long[] shape(String input, int n) {
        long[] shape = script.inputs().get(input).clone();
        if (shape[0] == Shapes.BATCH) {
            shape[0] = n;
        }
        return shape;
    }

    /** The parameter sets of the function, in order. */
    List<IValue> sets(Map<String, ParameterSet> given) {
        List<IValue> values = new ArrayList<>();
        for (String set : script.setNames()) {
            ParameterSet parameters = given.get(set);
            if (parameters == null) {
                throw new IllegalArgumentException(
                        function + " needs parameter set '" + set + "', but was given " + given.keySet());
            }
            values.add(parameters.value(function + ": " + set, script.parameters(set)));
        }
        return values;
    }

    /** The scalar arguments of the function, in order. */
    double[] numbers(Map<String, Double> given) {
        if (!given.keySet().containsAll(script.numbers())
                || given.size() != script.numbers().size()) {
            throw new IllegalArgumentException(function + " needs numbers " + script.numbers() + ", but was given "
                    + new TreeSet<>(given.keySet()));
        }
        return script.numbers().stream().mapToDouble(given::get).toArray();
    }

    Map<String, NDArray> results(NDArray[] arrays) {
        Map<String, NDArray> named = new LinkedHashMap<>();
        for (int i = 0; i < arrays.length; i++) {
            named.put(results.get(i), arrays[i]);
        }
        return named;
    }
}
