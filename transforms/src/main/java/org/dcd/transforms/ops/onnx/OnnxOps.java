package org.dcd.transforms.ops.onnx;

import static org.dcd.transforms.ops.onnx.Attributes.of;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.ops.Init;
import org.dcd.transforms.ops.Ops;
import org.dcd.transforms.ops.Shapes;

/** Emits operations into an {@link OnnxGraph}. Dropout and detach are identities. */
public final class OnnxOps implements Ops<OnnxValue> {
    private final OnnxGraph graph;
    private final Weights weights;
    private final Map<String, OnnxValue> parameters = new HashMap<>();
    private final ImageNodes images;

    /**
     * @param graph receives the nodes
     * @param weights finite values of every parameter, which are read now, and again when the model is written
     */
    public OnnxOps(OnnxGraph graph, Weights weights) {
        this.graph = graph;
        this.weights = weights;
        this.images = new ImageNodes(graph);
    }

    /** Same as the other constructor, with row-major weights in memory. */
    public OnnxOps(OnnxGraph graph, Map<String, float[]> weights) {
        this(graph, Weights.of(weights));
    }

    @Override
    public Optional<long[]> shape(OnnxValue a) {
        return Optional.of(a.shape());
    }

    @Override
    public OnnxValue parameter(String name, Init init, long... shape) {
        OnnxValue value = parameters.computeIfAbsent(name, missing -> stored(missing, shape));
        if (!Arrays.equals(value.shape(), shape)) {
            throw new IllegalArgumentException(
                    "parameter " + value + " was requested with shape " + Arrays.toString(shape));
        }
        return value;
    }

    private OnnxValue stored(String name, long[] shape) {
        TensorSource values = weights.tensor(name)
                .orElseThrow(() -> new IllegalArgumentException("no weights for parameter " + name));
        if (values.type() != Tensor.Type.F32) {
            throw new IllegalArgumentException("parameter " + name + " is " + values.type() + ", not F32");
        }
        try {
            checkFinite(name, values);
        } catch (IOException e) {
            throw new UncheckedIOException("parameter " + name + " cannot be read: " + e.getMessage(), e);
        }
        return graph.initialiser(name, values, shape);
    }

    private static void checkFinite(String name, TensorSource values) throws IOException {
        long[] at = {0};
        values.read(elements -> {
            FloatBuffer floats = elements.asFloatBuffer();
            for (int i = 0; i < floats.limit(); i++) {
                if (!Float.isFinite(floats.get(i))) {
                    throw new ArithmeticException("parameter " + name + " is " + floats.get(i) + " at " + (at[0] + i));
                }
            }
            at[0] += floats.limit();
        });
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
        return binary("Mul", a, perChannel(factor, a));
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

    @Override
    public OnnxValue step(OnnxValue a) {
        OnnxValue positive = graph.op("Greater", a.shape(), List.of(a, scalar(0)));
        return graph.op("Cast", a.shape(), List.of(positive), of("to", OnnxGraph.Type.FLOAT.number()));
    }

    /** In operator set 17 the axes of ReduceSum are an input, those of ReduceMean an attribute. */
    @Override
    public OnnxValue sum(OnnxValue a, int... dimensions) {
        int[] axes = axes(a, dimensions);
        OnnxValue input = graph.integers(IntStream.of(axes).asLongStream().toArray());
        return graph.op("ReduceSum", Shapes.reduce(a.shape(), axes), List.of(a, input), of("keepdims", 1));
    }

    @Override
    public OnnxValue mean(OnnxValue a, int... dimensions) {
        int[] axes = axes(a, dimensions);
        long[] attribute = IntStream.of(axes).asLongStream().toArray();
        return graph.op(
                "ReduceMean", Shapes.reduce(a.shape(), axes), List.of(a), of("axes", attribute), of("keepdims", 1));
    }

    @Override
    public OnnxValue detach(OnnxValue a) {
        return a;
    }

    @Override
    public OnnxValue reshape(OnnxValue a, long... shape) {
        return graph.op("Reshape", Shapes.reshape(a.shape(), shape), List.of(a, graph.integers(shape)));
    }

    @Override
    public OnnxValue transpose(OnnxValue a, int... permutation) {
        long[] attribute = IntStream.of(permutation).asLongStream().toArray();
        return graph.op("Transpose", Shapes.transpose(a.shape(), permutation), List.of(a), of("perm", attribute));
    }

    @Override
    public OnnxValue concat(int dimension, List<OnnxValue> parts) {
        int axis = parts.get(0).dimension(dimension);
        return graph.op(
                "Concat",
                Shapes.concat(axis, parts.stream().map(OnnxValue::shape).toList()),
                parts,
                of("axis", axis));
    }

    @Override
    public OnnxValue narrow(OnnxValue a, int dimension, long start, long length) {
        int axis = a.dimension(dimension);
        return graph.op(
                "Slice",
                Shapes.narrow(a.shape(), axis, start, length),
                List.of(a, graph.integers(start), graph.integers(start + length), graph.integers(axis)));
    }

    @Override
    public OnnxValue matmul(OnnxValue a, OnnxValue b) {
        return graph.op("MatMul", Shapes.matmul(a.shape(), b.shape()), List.of(a, b));
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
                "Gemm",
                new long[] {x.shape()[0], weight.shape()[0]},
                ImageNodes.present(x, weight, bias),
                of("transB", 1));
    }

    @Override
    public OnnxValue conv2d(
            OnnxValue x, OnnxValue weight, OnnxValue bias, int stride, int paddingHeight, int paddingWidth) {
        return images.conv2d(x, weight, bias, stride, paddingHeight, paddingWidth);
    }

    @Override
    public OnnxValue maxPool2d(OnnxValue x, int kernel, int stride, int padding) {
        return images.maxPool2d(x, kernel, stride, padding);
    }

    @Override
    public OnnxValue averagePool2d(OnnxValue x, int kernel) {
        return images.averagePool2d(x, kernel);
    }

    @Override
    public OnnxValue filter2d(OnnxValue x, float[] filter, int stride, int padding) {
        return images.filter2d(x, filter, stride, padding);
    }

    @Override
    public OnnxValue upsample2(OnnxValue x) {
        return images.upsample2(x);
    }

    @Override
    public OnnxValue downsample2(OnnxValue x) {
        return images.downsample2(x);
    }

    @Override
    public OnnxValue groupNorm(OnnxValue x, int groups, double epsilon, OnnxValue weight, OnnxValue bias) {
        OnnxValue normal = images.normalised(x, groups, epsilon);
        int channels = Math.toIntExact(x.shape()[1]);
        float[] ones = new float[channels];
        Arrays.fill(ones, 1);
        // Applies weight and bias in one pass: batch normalisation with mean 0 and variance 1.
        OnnxValue mean = constant(new float[channels], channels);
        OnnxValue variance = constant(ones, channels);
        return graph.op(
                "BatchNormalization", x.shape(), List.of(normal, weight, bias, mean, variance), of("epsilon", 0.0));
    }

    @Override
    public OnnxValue dropout(OnnxValue x, double probability) {
        return x;
    }

    /** Quantises to u8 as {@code PixelRange} does: clip(x · 127.5 + 128, 0, 255), truncated. */
    public OnnxValue pixels(OnnxValue x) {
        OnnxValue scaled = add(multiply(x, 127.5), 128);
        OnnxValue clipped = graph.op("Clip", x.shape(), List.of(scaled, scalar(0), scalar(255)));
        return graph.op("Cast", x.shape(), List.of(clipped), of("to", OnnxGraph.Type.UINT8.number()));
    }

    /** A factor per channel: ONNX Runtime then multiplies images in the blocked layout of its convolutions. */
    private OnnxValue perChannel(double factor, OnnxValue a) {
        if (a.rank() != 4 || a.shape()[1] < 1) {
            return scalar(factor);
        }
        int channels = Math.toIntExact(a.shape()[1]);
        float[] factors = new float[channels];
        Arrays.fill(factors, (float) factor);
        return constant(factors, 1, channels, 1, 1);
    }

    private OnnxValue scalar(double value) {
        return constant(new float[] {(float) value});
    }

    private OnnxValue unary(String type, OnnxValue a) {
        return graph.op(type, a.shape(), List.of(a));
    }

    private OnnxValue binary(String type, OnnxValue a, OnnxValue b) {
        return graph.op(type, Shapes.broadcast(a.shape(), b.shape()), List.of(a, b));
    }

    private static int[] axes(OnnxValue a, int[] dimensions) {
        if (dimensions.length == 0) {
            throw new IllegalArgumentException("a reduction of " + a + " needs at least one dimension");
        }
        return IntStream.of(dimensions).map(a::dimension).sorted().toArray();
    }
}
