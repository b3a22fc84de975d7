package org.dcd.transforms.onnx;

import static org.dcd.transforms.onnx.Attributes.of;
import static org.dcd.transforms.onnx.OnnxShapes.requireImage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.Ops;

/** Emits operations into an {@link OnnxGraph}. Dropout and detach are the identity. */
public final class OnnxOps implements Ops<OnnxValue> {
    private final OnnxGraph graph;
    private final Map<String, float[]> weights;
    private final Map<String, OnnxValue> parameters = new HashMap<>();

    /** @param weights values of every parameter by name, row-major; finite */
    public OnnxOps(OnnxGraph graph, Map<String, float[]> weights) {
        this.graph = graph;
        this.weights = weights;
    }

    @Override
    public OnnxValue parameter(String name, Init init, long... shape) {
        OnnxValue known = parameters.computeIfAbsent(name, missing -> stored(missing, shape));
        if (!Arrays.equals(known.shape(), shape)) {
            throw new IllegalArgumentException("parameter " + known + " was asked for as " + Arrays.toString(shape));
        }
        return known;
    }

    private OnnxValue stored(String name, long[] shape) {
        float[] values = weights.get(name);
        if (values == null) {
            throw new IllegalArgumentException("there are no weights for the parameter " + name);
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new ArithmeticException("parameter " + name + " is " + values[i] + " at " + i);
            }
        }
        return graph.initialiser(name, values, shape);
    }

    @Override
    public OnnxValue constant(float[] values, long... shape) {
        return graph.constant(values, shape);
    }

    @Override
    public OnnxValue add(OnnxValue a, OnnxValue b) {
        return binary("Add", a, b);
    }

    @Override
    public OnnxValue subtract(OnnxValue a, OnnxValue b) {
        return binary("Sub", a, b);
    }

    @Override
    public OnnxValue multiply(OnnxValue a, OnnxValue b) {
        return binary("Mul", a, b);
    }

    @Override
    public OnnxValue divide(OnnxValue a, OnnxValue b) {
        return binary("Div", a, b);
    }

    @Override
    public OnnxValue add(OnnxValue a, double value) {
        return binary("Add", a, scalar(value));
    }

    @Override
    public OnnxValue multiply(OnnxValue a, double factor) {
        return binary("Mul", a, scalar(factor));
    }

    @Override
    public OnnxValue exp(OnnxValue a) {
        return unary("Exp", a);
    }

    @Override
    public OnnxValue log(OnnxValue a) {
        return unary("Log", a);
    }

    @Override
    public OnnxValue sqrt(OnnxValue a) {
        return unary("Sqrt", a);
    }

    @Override
    public OnnxValue abs(OnnxValue a) {
        return unary("Abs", a);
    }

    @Override
    public OnnxValue sin(OnnxValue a) {
        return unary("Sin", a);
    }

    @Override
    public OnnxValue cos(OnnxValue a) {
        return unary("Cos", a);
    }

    @Override
    public OnnxValue silu(OnnxValue a) {
        return binary("Mul", a, unary("Sigmoid", a));
    }

    @Override
    public OnnxValue atLeast(OnnxValue a, double least) {
        return binary("Max", a, scalar(least));
    }

    @Override
    public OnnxValue atMost(OnnxValue a, double most) {
        return binary("Min", a, scalar(most));
    }

    /** Until operator set 18 the axes of ReduceSum are an input, those of ReduceMean an attribute. */
    @Override
    public OnnxValue sum(OnnxValue a, int... dimensions) {
        int[] axes = axes(a, dimensions);
        OnnxValue input = graph.integers(IntStream.of(axes).asLongStream().toArray());
        return graph.op("ReduceSum", OnnxShapes.reduce(a.shape(), axes), List.of(a, input), of("keepdims", 1));
    }

    @Override
    public OnnxValue mean(OnnxValue a, int... dimensions) {
        int[] axes = axes(a, dimensions);
        long[] attribute = IntStream.of(axes).asLongStream().toArray();
        return graph.op(
                "ReduceMean", OnnxShapes.reduce(a.shape(), axes), List.of(a), of("axes", attribute), of("keepdims", 1));
    }

    @Override
    public OnnxValue detach(OnnxValue a) {
        return a;
    }

    @Override
    public OnnxValue reshape(OnnxValue a, long... shape) {
        return graph.op("Reshape", OnnxShapes.reshape(a.shape(), shape), List.of(a, graph.integers(shape)));
    }

    @Override
    public OnnxValue transpose(OnnxValue a, int... permutation) {
        long[] attribute = IntStream.of(permutation).asLongStream().toArray();
        return graph.op("Transpose", OnnxShapes.transpose(a.shape(), permutation), List.of(a), of("perm", attribute));
    }

    @Override
    public OnnxValue concat(int dimension, List<OnnxValue> parts) {
        int axis = parts.get(0).dimension(dimension);
        return graph.op("Concat", OnnxShapes.concat(axis, parts), parts, of("axis", axis));
    }

    @Override
    public OnnxValue narrow(OnnxValue a, int dimension, long start, long length) {
        int axis = a.dimension(dimension);
        long whole = a.shape()[axis];
        if (start < 0 || length < 1 || (whole != OnnxGraph.BATCH && start + length > whole)) {
            throw new IllegalArgumentException(
                    "cannot take " + length + " elements from " + start + " of dimension " + axis + " of " + a);
        }
        long[] shape = a.shape().clone();
        shape[axis] = length;
        return graph.op(
                "Slice",
                shape,
                List.of(a, graph.integers(start), graph.integers(start + length), graph.integers(axis)));
    }

    @Override
    public OnnxValue matmul(OnnxValue a, OnnxValue b) {
        return graph.op("MatMul", OnnxShapes.matmul(a.shape(), b.shape()), List.of(a, b));
    }

    @Override
    public OnnxValue softmax(OnnxValue a) {
        return graph.op("Softmax", a.shape(), List.of(a), of("axis", -1));
    }

    @Override
    public OnnxValue linear(OnnxValue x, OnnxValue weight, OnnxValue bias) {
        if (x.rank() != 2 || weight.rank() != 2 || x.shape()[1] != weight.shape()[1]) {
            throw new IllegalArgumentException("linear needs [n, in] and [out, in], was " + x + " and " + weight);
        }
        return graph.op(
                "Gemm", new long[] {x.shape()[0], weight.shape()[0]}, present(x, weight, bias), of("transB", 1));
    }

    @Override
    public OnnxValue conv2d(OnnxValue x, OnnxValue weight, OnnxValue bias, int stride, int padding) {
        requireImage("conv2d", x);
        requireImage("conv2d", weight);
        long kernel = weight.shape()[2];
        if (x.shape()[1] != weight.shape()[1] || kernel != weight.shape()[3]) {
            throw new IllegalArgumentException("conv2d cannot apply " + weight + " to " + x);
        }
        return conv(x, weight, bias, 1, stride, padding);
    }

    @Override
    public OnnxValue filter2d(OnnxValue x, float[] filter, int stride, int padding) {
        requireImage("filter2d", x);
        int k = (int) Math.round(Math.sqrt(filter.length));
        if (k * k != filter.length) {
            throw new IllegalArgumentException("filter2d needs a square filter, was " + filter.length + " values");
        }
        int channels = Math.toIntExact(x.shape()[1]);
        float[] repeated = new float[channels * filter.length];
        for (int c = 0; c < channels; c++) {
            System.arraycopy(filter, 0, repeated, c * filter.length, filter.length);
        }
        return conv(x, constant(repeated, channels, 1, k, k), null, channels, stride, padding);
    }

    private OnnxValue conv(OnnxValue x, OnnxValue weight, OnnxValue bias, long groups, int stride, int padding) {
        long[] w = weight.shape();
        return graph.op(
                "Conv",
                OnnxShapes.conv(x.shape(), w[0], w[2], stride, padding),
                present(x, weight, bias),
                of("group", groups),
                of("kernel_shape", w[2], w[3]),
                of("pads", padding, padding, padding, padding),
                of("strides", stride, stride));
    }

    @Override
    public OnnxValue upsample2(OnnxValue x) {
        requireImage("upsample2", x);
        long[] s = x.shape();
        return graph.op(
                "Resize",
                new long[] {s[0], s[1], 2 * s[2], 2 * s[3]},
                List.of(x, OnnxGraph.absent(), constant(new float[] {1, 1, 2, 2}, 4)),
                of("mode", "nearest"),
                of("coordinate_transformation_mode", "asymmetric"),
                of("nearest_mode", "floor"));
    }

    @Override
    public OnnxValue downsample2(OnnxValue x) {
        requireImage("downsample2", x);
        return graph.op(
                "AveragePool",
                OnnxShapes.conv(x.shape(), x.shape()[1], 2, 2, 0),
                List.of(x),
                of("kernel_shape", 2, 2),
                of("strides", 2, 2));
    }

    /** Instance normalisation of [n, groups, -1]: ONNX has group normalisation only from operator set 18 on. */
    @Override
    public OnnxValue groupNorm(OnnxValue x, int groups, double epsilon, OnnxValue weight, OnnxValue bias) {
        requireImage("groupNorm", x);
        long[] s = x.shape();
        if (groups < 1 || s[1] % groups != 0) {
            throw new IllegalArgumentException("cannot divide the channels of " + x + " into " + groups + " groups");
        }
        float[] ones = new float[groups];
        Arrays.fill(ones, 1);
        OnnxValue grouped = reshape(x, 0, groups, -1);
        OnnxValue normal = graph.op(
                "InstanceNormalization",
                grouped.shape(),
                List.of(grouped, constant(ones, groups), constant(new float[groups], groups)),
                of("epsilon", epsilon));
        OnnxValue image = reshape(normal, 0, s[1], s[2], s[3]);
        return add(multiply(image, reshape(weight, 1, -1, 1, 1)), reshape(bias, 1, -1, 1, 1));
    }

    @Override
    public OnnxValue dropout(OnnxValue x, double probability) {
        return x;
    }

    /** The quantiser of {@code PixelRange}: clip(x · 127.5 + 128, 0, 255), truncated to u8. */
    OnnxValue pixels(OnnxValue x) {
        OnnxValue scaled = add(multiply(x, 127.5), 128);
        OnnxValue clipped = graph.op("Clip", x.shape(), List.of(scaled, scalar(0), scalar(255)));
        return graph.op("Cast", x.shape(), List.of(clipped), of("to", OnnxGraph.Type.UINT8.number()));
    }

    private OnnxValue scalar(double value) {
        return constant(new float[] {(float) value});
    }

    private OnnxValue unary(String type, OnnxValue a) {
        return graph.op(type, a.shape(), List.of(a));
    }

    private OnnxValue binary(String type, OnnxValue a, OnnxValue b) {
        return graph.op(type, OnnxShapes.broadcast(a.shape(), b.shape()), List.of(a, b));
    }

    private static int[] axes(OnnxValue a, int[] dimensions) {
        if (dimensions.length == 0) {
            throw new IllegalArgumentException("a reduction of " + a + " needs dimensions");
        }
        return IntStream.of(dimensions).map(a::dimension).sorted().toArray();
    }

    private static List<OnnxValue> present(OnnxValue x, OnnxValue weight, OnnxValue bias) {
        List<OnnxValue> inputs = new ArrayList<>(List.of(x, weight));
        if (bias != null) {
            inputs.add(bias);
        }
        return inputs;
    }
}
