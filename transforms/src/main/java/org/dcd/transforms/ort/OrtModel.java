package org.dcd.transforms.ort;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.dcd.schemas.Count;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.transforms.files.FailedDownload;
import org.dcd.transforms.natives.Resources;
import org.dcd.transforms.ops.Shapes;

/**
 * A model in ONNX Runtime. The first dimension of all inputs and outputs is the batch; the other dimensions are fixed.
 *
 * <p>Every run has exactly {@link OrtOptions#batch} images: larger inputs are split, and the last batch is padded with
 * copies of its last image. Thread-safe; several threads may run one model concurrently.
 */
public final class OrtModel implements AutoCloseable {
    private final String name;
    private final Resources owned;
    private final OrtSession session;
    private final OrtOptions options;
    private final Map<String, TensorInfo> inputs = new TreeMap<>();
    private final Map<String, TensorInfo> outputs = new TreeMap<>();
    private final Map<String, String> metadata;
    private final ReadWriteLock lifetime = new ReentrantReadWriteLock();
    private boolean closed;

    private OrtModel(String name, Contents contents, SessionOptions settings, OrtOptions options) throws OrtException {
        this.name = name;
        this.options = options;
        try (Resources opening = new Resources()) {
            this.session = opening.open(() -> session(name, contents, settings));
            describe(session.getInputInfo(), inputs);
            describe(session.getOutputInfo(), outputs);
            this.metadata = Map.copyOf(session.getMetadata().getCustomMetadata());
            this.owned = opening.keep();
        }
    }

    /** Loads the native library of ONNX Runtime and returns its version. */
    public static String runtime() {
        OrtNatives.prepare();
        return OrtEnvironment.getEnvironment().getVersion();
    }

    /**
     * Opens a model.
     *
     * @param name name in error messages
     * @param bytes contents of the ONNX file
     * @param options device, threads and batch size
     * @throws org.dcd.schemas.BadInputException if the bytes are not a model because a download failed, such as a web
     *     page
     * @throws IllegalArgumentException if the bytes are not a model that ONNX Runtime supports
     */
    public static OrtModel open(String name, byte[] bytes, OrtOptions options) {
        FailedDownload.reject(name, bytes);
        return open(name, settings -> OrtEnvironment.getEnvironment().createSession(bytes, settings), options);
    }

    /**
     * Same as {@link #open(String, byte[], OrtOptions)}, without a copy on the heap.
     *
     * @param contents contents of the ONNX file, a direct buffer from its position to its limit
     */
    public static OrtModel open(String name, ByteBuffer contents, OrtOptions options) {
        byte[] head = new byte[Math.min(FailedDownload.HEAD, contents.remaining())];
        contents.duplicate().get(head);
        FailedDownload.reject(name, head);
        return open(name, settings -> OrtEnvironment.getEnvironment().createSession(contents, settings), options);
    }

    /** Opens a session with the contents of a file. */
    private interface Contents {
        OrtSession session(SessionOptions settings) throws OrtException;
    }

    private static OrtModel open(String name, Contents contents, OrtOptions options) {
        OrtNatives.prepare();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (SessionOptions settings = new SessionOptions()) {
            environment.setTelemetry(false);
            settings.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
            settings.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
            settings.setIntraOpNumThreads(options.threads());
            settings.setInterOpNumThreads(1);
            settings.setDeterministicCompute(true);
            // Idle threads must not spin: other workers need the cores.
            settings.addConfigEntry("session.intra_op.allow_spinning", "0");
            OrtDevice device = OrtDevices.choose(settings, options.device(), options.gpu());
            OrtOptions used = new OrtOptions(device, options.gpu(), options.threads(), options.batch());
            return new OrtModel(name, contents, settings, used);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot run " + name + ": " + e.getMessage(), e);
        }
    }

    /**
     * Opens a model file. It is mapped into memory where possible, and copied to memory outside the heap otherwise.
     *
     * @throws DamagedFileException if it is not a model that ONNX Runtime supports
     */
    public static OrtModel open(Folder folder, String file, OrtOptions options) throws IOException {
        try (SeekableByteChannel channel = folder.openChannel(file)) {
            return open(folder.location() + "/" + file, contents(channel), options);
        } catch (IllegalArgumentException e) {
            throw new DamagedFileException(folder, file, "is not a model that ONNX Runtime supports", e);
        }
    }

    private static ByteBuffer contents(SeekableByteChannel channel) throws IOException {
        long size = channel.size();
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "an ONNX file is limited to 2 GiB, this one has " + Count.of(size, "byte"));
        }
        if (channel instanceof FileChannel local) {
            return local.map(FileChannel.MapMode.READ_ONLY, 0, size);
        }
        ByteBuffer copy = ByteBuffer.allocateDirect((int) size);
        while (copy.hasRemaining() && channel.read(copy) >= 0) {
            // read on
        }
        return copy.flip();
    }

    private static OrtSession session(String name, Contents contents, SessionOptions settings) {
        try {
            return contents.session(settings);
        } catch (OrtException e) {
            throw new IllegalArgumentException(name + " is not a valid ONNX model: " + e.getMessage(), e);
        }
    }

    private void describe(Map<String, NodeInfo> nodes, Map<String, TensorInfo> target) {
        for (NodeInfo node : nodes.values()) {
            if (!(node.getInfo() instanceof TensorInfo tensor) || !isBatch(tensor)) {
                throw new IllegalArgumentException(name + ": '" + node.getName()
                        + "' is not a float or u8 tensor whose first dimension is the batch and whose other dimensions"
                        + " are fixed");
            }
            target.put(node.getName(), tensor);
        }
    }

    private static boolean isBatch(TensorInfo tensor) {
        long[] shape = tensor.getShape();
        boolean typed = tensor.type == OnnxJavaType.FLOAT || tensor.type == OnnxJavaType.UINT8;
        return typed
                && shape.length > 0
                && shape[0] == Shapes.BATCH
                && Arrays.stream(shape).skip(1).allMatch(length -> length > 0);
    }

    /** Metadata of the file, see {@link org.dcd.transforms.ops.onnx.ModelMetadata}. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Options that the model runs with; the device is CPU or CUDA. */
    public OrtOptions options() {
        return options;
    }

    /** Number of values in one row of an input. */
    public int inputSize(String input) {
        return rowSize(inputs, input);
    }

    /** Number of values in one row of an output. */
    public int outputSize(String output) {
        return rowSize(outputs, output);
    }

    /** Whether the model has an output of this name. */
    public boolean hasOutput(String output) {
        return outputs.containsKey(output);
    }

    /** Shape of an output without the batch dimension. */
    public long[] outputShape(String output) {
        long[] shape = info(outputs, output).getShape();
        return Arrays.copyOfRange(shape, 1, shape.length);
    }

    private int rowSize(Map<String, TensorInfo> tensors, String tensor) {
        long[] shape = info(tensors, tensor).getShape();
        return Math.toIntExact(Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact));
    }

    private TensorInfo info(Map<String, TensorInfo> tensors, String tensor) {
        TensorInfo info = tensors.get(tensor);
        if (info == null) {
            throw new IllegalArgumentException(
                    name + " has no input or output '" + tensor + "', only " + tensors.keySet());
        }
        return info;
    }

    /**
     * Runs the model on n rows.
     *
     * @param n number of rows, at least 1
     * @param values values of every input, n rows each, row-major
     * @param wanted names of the outputs to compute
     */
    public OrtOutputs run(int n, Map<String, float[]> values, String... wanted) {
        check(n, values);
        lifetime.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("model " + name + " is closed");
            }
            return runBatches(n, values, List.of(wanted));
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed in " + name + ": " + e.getMessage(), e);
        } finally {
            lifetime.readLock().unlock();
        }
    }

    private void check(int n, Map<String, float[]> values) {
        if (n < 1 || !values.keySet().equals(inputs.keySet())) {
            throw new IllegalArgumentException(name + " needs at least one row of inputs " + inputs.keySet() + ", was "
                    + n + " of " + values.keySet());
        }
        values.forEach((input, array) -> {
            long expected = (long) n * inputSize(input);
            if (array.length != expected) {
                throw new IllegalArgumentException(name + ": input '" + input + "' must have " + expected
                        + " values for " + n + " rows, was " + array.length);
            }
        });
    }

    private OrtOutputs runBatches(int n, Map<String, float[]> values, List<String> wanted) throws OrtException {
        Map<String, Object> results = new HashMap<>();
        int batch = options.batch();
        try (OrtBuffers buffers = new OrtBuffers(batch)) {
            for (String input : inputs.keySet()) {
                buffers.input(input, inputSize(input), info(inputs, input));
            }
            for (String output : wanted) {
                results.put(output, buffers.output(output, n, outputSize(output), info(outputs, output)));
            }
            for (int from = 0; from < n; from += batch) {
                int rows = Math.min(batch, n - from);
                buffers.fill(values, from, rows);
                session.run(buffers.inputs(), buffers.outputs()).close();
                buffers.collect(results, from, rows);
            }
        }
        return new OrtOutputs(name, results);
    }

    /** Waits for running calls. Later calls fail. */
    @Override
    public void close() {
        lifetime.writeLock().lock();
        try {
            closed = true;
            owned.close();
        } finally {
            lifetime.writeLock().unlock();
        }
    }
}
