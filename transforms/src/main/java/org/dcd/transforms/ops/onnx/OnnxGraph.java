package org.dcd.transforms.ops.onnx;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.ops.Shapes;

/**
 * Builds an ONNX model of named values, nodes and initialisers. Equal calls give equal bytes.
 *
 * <p>Format: ONNX IR version 8, operator set 17 (ONNX 1.12).
 */
public final class OnnxGraph {
    static final int OPSET = 17;
    private static final int IR_VERSION = 8;
    private static final String PRODUCER = "dcd";
    private static final String PRODUCER_VERSION = "0.1.0";
    private static final String BATCH_NAME = "n";
    /** Size limit of protocol buffers. */
    private static final long MAX_BYTES = Integer.MAX_VALUE;

    /** The graph without initialisers. */
    private final GraphProto.Builder graph = GraphProto.newBuilder();

    private final List<OnnxModel.Initialiser> initialisers = new ArrayList<>();
    private final Map<ByteBuffer, String> constants = new HashMap<>();
    private long bytes;

    /** @param name name of the graph in the file */
    public OnnxGraph(String name) {
        graph.setName(name);
    }

    /** Element types of inputs and outputs. */
    public enum Type {
        /** Single precision. */
        FLOAT(TensorProto.DataType.FLOAT),
        /** Unsigned 8-bit integer. */
        UINT8(TensorProto.DataType.UINT8);

        private final TensorProto.DataType proto;

        Type(TensorProto.DataType proto) {
            this.proto = proto;
        }

        int number() {
            return proto.getNumber();
        }
    }

    /** Declares an input of the model. */
    public OnnxValue input(String name, Type type, long... shape) {
        graph.addInput(declaration(name, type, shape));
        return new OnnxValue(name, shape);
    }

    /** Declares a value as an output of the model. */
    public void output(String name, Type type, OnnxValue value) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType("Identity")
                .setName(name)
                .addInput(value.name())
                .addOutput(name));
        graph.addOutput(declaration(name, type, value.shape()));
    }

    /**
     * Adds a node.
     *
     * @param type ONNX operator
     * @param shape shape of its output
     * @param inputs inputs in order, see {@link #absent}
     * @param attributes attributes
     * @return its output
     */
    OnnxValue op(String type, long[] shape, List<OnnxValue> inputs, AttributeProto... attributes) {
        String name = "v" + graph.getNodeCount() + "_" + type;
        NodeProto.Builder node =
                NodeProto.newBuilder().setOpType(type).setName(name).addOutput(name);
        for (OnnxValue input : inputs) {
            node.addInput(input.name());
        }
        graph.addNode(node.addAllAttribute(Arrays.asList(attributes)));
        return new OnnxValue(name, shape);
    }

    /** Represents an omitted optional input of a node. */
    static OnnxValue absent() {
        return new OnnxValue("");
    }

    /** Adds a float tensor with a generated name. Equal tensors are stored once. */
    public OnnxValue constant(float[] values, long... shape) {
        ByteBuffer key = ByteBuffer.allocate(values.length * Float.BYTES + shape.length * Long.BYTES + 1)
                .put((byte) shape.length);
        for (long length : shape) {
            key.putLong(length);
        }
        for (float value : values) {
            key.putFloat(value);
        }
        String existing = constants.get(key.flip());
        if (existing != null) {
            return new OnnxValue(existing, shape);
        }
        OnnxValue value = initialiser("c" + initialisers.size(), Tensor.of(values, values.length), shape);
        constants.put(key, value.name());
        return value;
    }

    /** Adds a vector of int64, the type of shapes and axes. */
    public OnnxValue integers(long... values) {
        return initialiser("c" + initialisers.size(), Tensor.of(values, values.length), values.length);
    }

    /**
     * Adds a named tensor.
     *
     * @param data the elements, which are read when the model is written
     * @param shape shape of the tensor in the graph, with as many elements
     */
    OnnxValue initialiser(String name, TensorSource data, long... shape) {
        long elements = Tensor.size(data.shape());
        long expected = LongStream.of(shape).reduce(1, Math::multiplyExact);
        if (expected != elements) {
            throw new IllegalArgumentException("tensor " + name + " has " + elements + " values, but shape "
                    + Arrays.toString(shape) + " needs " + expected);
        }
        bytes += data.bytes();
        if (bytes > MAX_BYTES) {
            throw new IllegalStateException("the weights exceed the 2 GiB limit of an ONNX file at tensor " + name);
        }
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(number(data.type()));
        LongStream.of(shape).forEach(tensor::addDims);
        initialisers.add(new OnnxModel.Initialiser(tensor.build(), data));
        return new OnnxValue(name, shape);
    }

    private static int number(Tensor.Type type) {
        return switch (type) {
            case F32 -> TensorProto.DataType.FLOAT.getNumber();
            case F64 -> TensorProto.DataType.DOUBLE.getNumber();
            case I64 -> TensorProto.DataType.INT64.getNumber();
        };
    }

    private static ValueInfoProto declaration(String name, Type type, long[] shape) {
        OnnxMl.TensorShapeProto.Builder dims = OnnxMl.TensorShapeProto.newBuilder();
        for (long length : shape) {
            OnnxMl.TensorShapeProto.Dimension.Builder dim = dims.addDimBuilder();
            if (length == Shapes.BATCH) {
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

    /** Returns the model file with the given metadata, in memory. */
    public byte[] toBytes(Map<String, String> metadata) {
        return model(metadata).toBytes();
    }

    /** Returns the model with the given metadata. Its weights are read when it is written. */
    public OnnxModel model(Map<String, String> metadata) {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName(PRODUCER)
                .setProducerVersion(PRODUCER_VERSION)
                .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(OPSET));
        new TreeMap<>(metadata)
                .forEach((key, value) -> model.addMetadataProps(
                        OnnxMl.StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return new OnnxModel(model.build(), graph.build(), initialisers);
    }
}
