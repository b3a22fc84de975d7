package org.dcd.transforms.ops.onnx;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Builds an ONNX model: named values, nodes, raw little-endian initialisers. The same calls give the same bytes.
 *
 * <p>Format: ONNX IR version 8, operator set 17 (ONNX 1.12).
 */
public final class OnnxGraph {
    /** Stands for the batch size n in shapes. */
    public static final long BATCH = -1;

    static final int OPSET = 17;
    private static final int IR_VERSION = 8;
    private static final String PRODUCER = "dcd";
    private static final String PRODUCER_VERSION = "0.1.0";
    private static final String BATCH_NAME = "n";
    /** A protocol buffer cannot be larger. */
    private static final long LARGEST = Integer.MAX_VALUE;

    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Map<ByteBuffer, String> constants = new HashMap<>();
    private long bytes;

    public OnnxGraph(String name) {
        graph.setName(name);
    }

    /** Element types of inputs and outputs. */
    public enum Type {
        FLOAT(TensorProto.DataType.FLOAT),
        UINT8(TensorProto.DataType.UINT8);

        private final TensorProto.DataType proto;

        Type(TensorProto.DataType proto) {
            this.proto = proto;
        }

        int number() {
            return proto.getNumber();
        }
    }

    /** Declares an input. */
    public OnnxValue input(String name, Type type, long... shape) {
        graph.addInput(declaration(name, type, shape));
        return new OnnxValue(name, shape);
    }

    /** Gives a value an output name. */
    public void output(String name, Type type, OnnxValue value) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType("Identity")
                .setName(name)
                .addInput(value.name())
                .addOutput(name));
        graph.addOutput(declaration(name, type, value.shape()));
    }

    /** Adds a node with one output of the shape. */
    public OnnxValue op(String type, long[] shape, List<OnnxValue> inputs, AttributeProto... attributes) {
        String name = "v" + graph.getNodeCount() + "_" + type;
        NodeProto.Builder node =
                NodeProto.newBuilder().setOpType(type).setName(name).addOutput(name);
        for (OnnxValue input : inputs) {
            node.addInput(input.name());
        }
        graph.addNode(node.addAllAttribute(Arrays.asList(attributes)));
        return new OnnxValue(name, shape);
    }

    /** The absent optional input of a node. */
    public static OnnxValue absent() {
        return new OnnxValue("");
    }

    /** A named float tensor, row-major. */
    public OnnxValue initialiser(String name, float[] values, long... shape) {
        ByteBuffer data = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return initialiser(name, TensorProto.DataType.FLOAT, data, values.length, shape);
    }

    /** A float tensor without a name of its own; equal ones are stored once. */
    public OnnxValue constant(float[] values, long... shape) {
        ByteBuffer key = ByteBuffer.allocate(values.length * Float.BYTES + shape.length * Long.BYTES + 1)
                .put((byte) shape.length);
        for (long length : shape) {
            key.putLong(length);
        }
        for (float value : values) {
            key.putFloat(value);
        }
        String known = constants.get(key.flip());
        if (known != null) {
            return new OnnxValue(known, shape);
        }
        OnnxValue value = initialiser("c" + graph.getInitializerCount(), values, shape);
        constants.put(key, value.name());
        return value;
    }

    /** A vector of integers, as shapes and axes are given. */
    public OnnxValue integers(long... values) {
        ByteBuffer data = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asLongBuffer().put(values);
        return initialiser(
                "c" + graph.getInitializerCount(), TensorProto.DataType.INT64, data, values.length, new long[] {
                    values.length
                });
    }

    private OnnxValue initialiser(
            String name, TensorProto.DataType type, ByteBuffer data, long elements, long[] shape) {
        long expected = LongStream.of(shape).reduce(1, Math::multiplyExact);
        if (expected != elements) {
            throw new IllegalArgumentException("tensor " + name + " has " + elements + " values, but the shape "
                    + Arrays.toString(shape) + " needs " + expected);
        }
        bytes += data.capacity();
        if (bytes > LARGEST) {
            throw new IllegalStateException("an ONNX file holds at most 2 GiB of weights; " + name + " exceeds that");
        }
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
        LongStream.of(shape).forEach(tensor::addDims);
        graph.addInitializer(tensor.setRawData(ByteString.copyFrom(data.rewind())));
        return new OnnxValue(name, shape);
    }

    private static ValueInfoProto declaration(String name, Type type, long[] shape) {
        OnnxMl.TensorShapeProto.Builder dims = OnnxMl.TensorShapeProto.newBuilder();
        for (long length : shape) {
            OnnxMl.TensorShapeProto.Dimension.Builder dim = dims.addDimBuilder();
            if (length == BATCH) {
                dim.setDimParam(BATCH_NAME);
            } else {
                dim.setDimValue(length);
            }
        }
        OnnxMl.TypeProto.Tensor.Builder tensor =
                OnnxMl.TypeProto.Tensor.newBuilder().setElemType(type.number()).setShape(dims);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    /** The model file. */
    public byte[] toBytes(Map<String, String> metadata) {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName(PRODUCER)
                .setProducerVersion(PRODUCER_VERSION)
                .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setGraph(graph);
        new TreeMap<>(metadata)
                .forEach((key, value) -> model.addMetadataProps(
                        OnnxMl.StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build().toByteArray();
    }
}
