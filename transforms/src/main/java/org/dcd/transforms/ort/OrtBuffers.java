package org.dcd.transforms.ort;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dcd.transforms.natives.Resources;

/** Direct buffers for the inputs and outputs of one batch, which ONNX Runtime reads and writes in place. */
final class OrtBuffers implements AutoCloseable {
    private final Resources owned = new Resources();
    private final int batch;
    private final Map<String, FloatBuffer> filled = new LinkedHashMap<>();
    private final Map<String, ByteBuffer> written = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();

    OrtBuffers(int batch) {
        this.batch = batch;
    }

    void input(String name, int rowSize, TensorInfo info) throws OrtException {
        FloatBuffer buffer = direct(rowSize, Float.BYTES).asFloatBuffer();
        filled.put(name, buffer);
        inputs.put(
                name, owned.open(() -> OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), buffer, shape(info))));
    }

    /** Adds an output; returns the array of n rows into which {@link #collect} writes. */
    Object output(String name, int n, int rowSize, TensorInfo info) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        boolean u8 = info.type == OnnxJavaType.UINT8;
        ByteBuffer buffer = direct(rowSize, u8 ? 1 : Float.BYTES);
        written.put(name, buffer);
        outputs.put(
                name,
                owned.open(() -> u8
                        ? OnnxTensor.createTensor(environment, buffer, shape(info), OnnxJavaType.UINT8)
                        : OnnxTensor.createTensor(environment, buffer.asFloatBuffer(), shape(info))));
        int size = Math.multiplyExact(n, rowSize);
        return u8 ? new byte[size] : new float[size];
    }

    private ByteBuffer direct(int rowSize, int bytes) {
        int size = Math.multiplyExact(Math.multiplyExact(batch, rowSize), bytes);
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    private long[] shape(TensorInfo info) {
        long[] shape = info.getShape().clone();
        shape[0] = batch;
        return shape;
    }

    /** Copies rows into the inputs; pads the batch with copies of the last row. */
    void fill(Map<String, float[]> values, int from, int rows) {
        filled.forEach((name, buffer) -> {
            int rowSize = buffer.capacity() / batch;
            float[] source = values.get(name);
            buffer.put(0, source, from * rowSize, rows * rowSize);
            for (int row = rows; row < batch; row++) {
                buffer.put(row * rowSize, source, (from + rows - 1) * rowSize, rowSize);
            }
        });
    }

    /** Copies rows of the outputs into the arrays of {@link #output}. */
    void collect(Map<String, Object> arrays, int from, int rows) {
        written.forEach((name, buffer) -> {
            Object array = arrays.get(name);
            if (array instanceof float[] floats) {
                int rowSize = buffer.capacity() / Float.BYTES / batch;
                buffer.asFloatBuffer().get(0, floats, from * rowSize, rows * rowSize);
            } else if (array instanceof byte[] bytes) {
                int rowSize = buffer.capacity() / batch;
                buffer.get(0, bytes, from * rowSize, rows * rowSize);
            }
        });
    }

    Map<String, OnnxTensor> inputs() {
        return inputs;
    }

    Map<String, OnnxTensor> outputs() {
        return outputs;
    }

    @Override
    public void close() {
        owned.close();
    }
}
