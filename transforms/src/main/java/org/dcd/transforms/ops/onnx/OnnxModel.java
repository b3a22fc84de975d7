package org.dcd.transforms.ops.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.dcd.schemas.Count;
import org.dcd.transforms.files.safetensors.TensorSource;

/**
 * An ONNX model that is serialised while it is written. Weights are read one tensor at a time, so that they are never
 * all on the heap. The bytes are those of protobuf's own serialisation: fields in the order of their numbers.
 */
public final class OnnxModel {
    private static final int BUFFER = 1 << 16;

    /** Fields of the model before and after the graph. */
    private final ModelProto head;

    private final ModelProto tail;
    /** Fields of the graph before and after the initialisers. */
    private final GraphProto nodes;

    private final GraphProto values;
    private final List<Initialiser> initialisers;
    private final int graphBytes;

    /**
     * A tensor of the graph.
     *
     * @param header all fields except the data
     * @param data the data
     */
    record Initialiser(TensorProto header, TensorSource data) {
        /** Size of the message. */
        int bytes() {
            int length = Math.toIntExact(data.bytes());
            return Math.addExact(
                    header.getSerializedSize() + prefixBytes(TensorProto.RAW_DATA_FIELD_NUMBER, length), length);
        }
    }

    /**
     * @param model fields of the model without the graph
     * @param graph the graph without initialisers
     * @throws IllegalStateException if the file would exceed 2 GiB
     */
    OnnxModel(ModelProto model, GraphProto graph, List<Initialiser> initialisers) {
        this.head = model.toBuilder().clearOpsetImport().clearMetadataProps().build();
        this.tail = ModelProto.newBuilder()
                .addAllOpsetImport(model.getOpsetImportList())
                .addAllMetadataProps(model.getMetadataPropsList())
                .build();
        this.nodes = graph.toBuilder().clearInput().clearOutput().build();
        this.values = GraphProto.newBuilder()
                .addAllInput(graph.getInputList())
                .addAllOutput(graph.getOutputList())
                .build();
        this.initialisers = List.copyOf(initialisers);
        try {
            int bytes = Math.addExact(nodes.getSerializedSize(), values.getSerializedSize());
            for (Initialiser initialiser : this.initialisers) {
                int length = initialiser.bytes();
                bytes = Math.addExact(
                        bytes, Math.addExact(prefixBytes(GraphProto.INITIALIZER_FIELD_NUMBER, length), length));
            }
            this.graphBytes = bytes;
            size();
        } catch (ArithmeticException e) {
            throw new IllegalStateException("the model exceeds the 2 GiB limit of an ONNX file", e);
        }
    }

    /** Size of the file in bytes. */
    public int size() {
        int graph = Math.addExact(prefixBytes(ModelProto.GRAPH_FIELD_NUMBER, graphBytes), graphBytes);
        return Math.addExact(head.getSerializedSize() + tail.getSerializedSize(), graph);
    }

    /** Writes the file to a stream, which stays open. */
    public void writeTo(OutputStream out) throws IOException {
        CodedOutputStream coded = CodedOutputStream.newInstance(out, BUFFER);
        writeTo(coded);
        coded.flush();
    }

    private void writeTo(CodedOutputStream out) throws IOException {
        head.writeTo(out);
        writePrefix(out, ModelProto.GRAPH_FIELD_NUMBER, graphBytes);
        nodes.writeTo(out);
        for (Initialiser initialiser : initialisers) {
            writePrefix(out, GraphProto.INITIALIZER_FIELD_NUMBER, initialiser.bytes());
            write(out, initialiser);
        }
        values.writeTo(out);
        tail.writeTo(out);
    }

    private static void write(CodedOutputStream out, Initialiser initialiser) throws IOException {
        MessageLite header = initialiser.header();
        header.writeTo(out);
        long length = initialiser.data().bytes();
        writePrefix(out, TensorProto.RAW_DATA_FIELD_NUMBER, Math.toIntExact(length));
        long before = out.getTotalBytesWritten();
        initialiser.data().read(out::write);
        long written = out.getTotalBytesWritten() - before;
        if (written != length) {
            throw new IOException("tensor " + initialiser.header().getName() + " gave " + Count.of(written, "byte")
                    + " instead of " + Count.of(length));
        }
    }

    /** The file as an array. For small models. */
    public byte[] toBytes() {
        byte[] bytes = new byte[size()];
        writeTo(CodedOutputStream.newInstance(bytes), "an array");
        return bytes;
    }

    /** The file in memory outside the heap, from position 0 to the limit. */
    public ByteBuffer toBuffer() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(size());
        writeTo(CodedOutputStream.newInstance(buffer), "memory");
        return buffer.clear();
    }

    private void writeTo(CodedOutputStream out, String target) {
        try {
            writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the model cannot be written to " + target + ": " + e.getMessage(), e);
        }
    }

    /** Size of tag and length of a field with a message or with bytes. */
    private static int prefixBytes(int field, int length) {
        return CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt32SizeNoTag(length);
    }

    private static void writePrefix(CodedOutputStream out, int field, int length) throws IOException {
        out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(length);
    }
}
