package org.dcd.transforms.measurement;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.registry.Registry;

/**
 * A forward operator for images of one shape. {@link #apply}, {@link #adjoint} and {@link #pseudoInverse} check shapes
 * and name the operator in every error, so a {@link ForwardOperator} contains only the formulas. Tensor shapes are
 * checked if the back end knows them ({@link Ops#shape}).
 *
 * @param operator forward operator A
 * @param image shape [c, h, w] of one image
 */
public record MeasurementModel(ForwardOperator operator, ImageShape image) implements Serializable {
    /** Shape of one measurement. */
    public ImageShape measurement() {
        return operator.measurementShape(image);
    }

    /** Shape of the operator parameters of one image; empty if there are none. */
    public Optional<ImageShape> parameters() {
        return operator.parameterShape(image);
    }

    /**
     * A(x), see {@link ForwardOperator#apply}.
     *
     * @param x images [n, c, h, w]
     * @param parameters [n] + {@link #parameters}; null if the operator has none
     * @return measurements [n] + {@link #measurement}
     * @throws IllegalArgumentException for other shapes; the message names the operator
     */
    public <T> T apply(Ops<T> ops, T x, T parameters) {
        return checked("A(x)", operator::apply, ops, x, image, parameters, measurement());
    }

    /**
     * Aᵀ(y), see {@link ForwardOperator#adjoint}.
     *
     * @param y measurements [n] + {@link #measurement}
     * @param parameters as in {@link #apply}
     * @return images [n, c, h, w]
     * @throws IllegalArgumentException for other shapes; the message names the operator
     */
    public <T> T adjoint(Ops<T> ops, T y, T parameters) {
        return checked("Aᵀ(y)", operator::adjoint, ops, y, measurement(), parameters, image);
    }

    /**
     * A⁺y or an approximation of it, see {@link ForwardOperator#pseudoInverse}.
     *
     * @param y measurements [n] + {@link #measurement}
     * @param parameters as in {@link #apply}
     * @return images [n, c, h, w]
     * @throws IllegalArgumentException for other shapes; the message names the operator
     */
    public <T> T pseudoInverse(Ops<T> ops, T y, T parameters) {
        return checked("A⁺(y)", operator::pseudoInverse, ops, y, measurement(), parameters, image);
    }

    /** One of the three maps of an operator. */
    private interface Formula {
        <T> T of(Ops<T> ops, T input, T parameters, ImageShape image);
    }

    private <T> T checked(
            String name, Formula formula, Ops<T> ops, T input, ImageShape expected, T parameters, ImageShape result) {
        requireShape(name, "its argument", ops.shape(input), expected);
        Optional<ImageShape> drawn = parameters();
        if (drawn.isPresent() != (parameters != null)) {
            throw refused(
                    name,
                    drawn.map(shape -> "needs parameters [n, " + lengths(shape) + "], none were given")
                            .orElse("takes no parameters, some were given"),
                    null);
        }
        if (parameters != null) {
            requireShape(name, "parameters", ops.shape(parameters), drawn.orElseThrow());
        }
        T output;
        try {
            output = formula.of(ops, input, parameters, image);
        } catch (RuntimeException e) {
            throw refused(name, "failed on images of " + image + ": " + e.getMessage(), e);
        }
        requireShape(name, "its result", ops.shape(output), result);
        return output;
    }

    private void requireShape(String formula, String what, Optional<long[]> given, ImageShape expected) {
        given.filter(shape -> shape.length != 4 || !Arrays.equals(expected.batch(shape[0]), shape))
                .ifPresent(shape -> {
                    throw refused(
                            formula,
                            "expects " + what + " as [n, " + lengths(expected) + "], was " + Arrays.toString(shape),
                            null);
                });
    }

    private static String lengths(ImageShape shape) {
        return shape.channels() + ", " + shape.height() + ", " + shape.width();
    }

    private IllegalArgumentException refused(String formula, String problem, RuntimeException cause) {
        return new IllegalArgumentException(
                "operator " + Registry.nameOf(operator.getClass()) + ", " + formula + ": " + problem, cause);
    }

    /**
     * Checks that an array has the values of n images.
     *
     * @throws IllegalArgumentException for another number of values; the message names the operator
     */
    public void requireImages(float[] x, int n) {
        requireValues("A(x)", x, n, image);
    }

    /**
     * Checks that an array has the values of n measurements.
     *
     * @throws IllegalArgumentException for another number of values; the message names the operator
     */
    public void requireMeasurements(float[] y, int n) {
        requireValues("A⁺(y)", y, n, measurement());
    }

    private void requireValues(String formula, float[] values, int n, ImageShape shape) {
        if (values.length != (long) n * shape.size()) {
            throw refused(
                    formula,
                    "expects " + (long) n * shape.size() + " values of [" + n + ", " + lengths(shape) + "], was "
                            + values.length,
                    null);
        }
    }

    /**
     * Draws the operator parameters of n images.
     *
     * @param n number of images
     * @param seeds seed of each image
     * @return [n] + {@link #parameters}, row-major; empty if the operator has no parameters
     */
    public float[] draw(int n, IntToLongFunction seeds) {
        int size = parameters().map(ImageShape::size).orElse(0);
        float[] all = new float[n * size];
        for (int i = 0; size > 0 && i < n; i++) {
            System.arraycopy(operator.drawParameters(image, seeds.applyAsLong(i)), 0, all, i * size, size);
        }
        return all;
    }
}
