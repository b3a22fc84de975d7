package org.dcd.transforms.ort;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.DamagedFileException;
import org.dcd.transforms.files.FailedDownload;
import org.dcd.transforms.natives.Resources;
import org.dcd.transforms.ops.onnx.OnnxGraph;

/**
 * A model in ONNX Runtime, whose inputs and outputs all have the batch as first dimension and otherwise known lengths.
 *
 * <p>Runs the whole batch of {@link OrtOptions#batch} every time; more images are cut into batches, and the last batch
 * is padded with copies of its last image. Thread-safe; several threads may run one model at once.
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

    private OrtModel(String name, byte[] bytes, SessionOptions settings, OrtOptions options) throws OrtException {
        this.name = name;
        this.options = options;
        try (Resources opening = new Resources()) {
            this.session = opening.open(() -> session(name, bytes, settings));
            describe(session.getInputInfo(), inputs);
            describe(session.getOutputInfo(), outputs);
            this.metadata = Map.copyOf(session.getMetadata().getCustomMetadata());
            this.owned = opening.keep();
        }
    }

    /** ONNX Runtime itself, with its native library loaded: its version. */
    public static String runtime() {
        OrtNatives.prepare();
        return OrtEnvironment.getEnvironment().getVersion();
    }

    /**
     * Opens a model.
     *
     * @param name used in messages
     * @throws org.dcd.schemas.BadInputException when something else lies in its place, such as a web page
     * @throws IllegalArgumentException when the bytes are not a model that can be run
     */
    public static OrtModel open(String name, byte[] bytes, OrtOptions options) {
        FailedDownload.reject(name, bytes);
        OrtNatives.prepare();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (SessionOptions settings = new SessionOptions()) {
            environment.setTelemetry(false);
            settings.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
            settings.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
            settings.setIntraOpNumThreads(options.threads());
            settings.setInterOpNumThreads(1);
            settings.setDeterministicCompute(true);
            // Idle threads must not burn the cores of other workers.
            settings.addConfigEntry("session.intra_op.allow_spinning", "0");
            OrtDevice device = OrtDevices.choose(settings, options.device(), options.gpu());
            OrtOptions used = new OrtOptions(device, options.gpu(), options.threads(), options.batch());
            return new OrtModel(name, bytes, settings, used);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot run " + name + ": " + e.getMessage(), e);
        }
    }

    /**
     * Opens a model file.
     *
     * @throws DamagedFileException when it is not a model that can be run
     */
    public static OrtModel open(Folder folder, String file, OrtOptions options) throws IOException {
        try (InputStream in = folder.open(file)) {
            return open(folder.location() + "/" + file, in.readAllBytes(), options);
        } catch (IllegalArgumentException e) {
            throw new DamagedFileException(folder, file, "is not a model that can be run", e);
        }
    }

    private static OrtSession session(String name, byte[] bytes, SessionOptions settings) {
        try {
            return OrtEnvironment.getEnvironment().createSession(bytes, settings);
        } catch (OrtException e) {
            throw new IllegalArgumentException(name + " is not a model for ONNX Runtime: " + e.getMessage(), e);
        }
    }

    private void describe(Map<String, NodeInfo> nodes, Map<String, TensorInfo> target) {
        for (NodeInfo node : nodes.values()) {
            if (!(node.getInfo() instanceof TensorInfo tensor) || !isBatch(tensor)) {
                throw new IllegalArgumentException(name + ": '" + node.getName()
                        + "' is not a float or u8 tensor with the batch as first and known other dimensions");
            }
            target.put(node.getName(), tensor);
        }
    }

    private static boolean isBatch(TensorInfo tensor) {
        long[] shape = tensor.getShape();
        boolean typed = tensor.type == OnnxJavaType.FLOAT || tensor.type == OnnxJavaType.UINT8;
        return typed
                && shape.length > 0
                && shape[0] == OnnxGraph.BATCH
                && Arrays.stream(shape).skip(1).allMatch(length -> length > 0);
    }

    /** Metadata stored in the file. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** What the model really runs on. */
    public OrtOptions options() {
        return options;
    }

    /** Values of one row of an input. */
    public int inputSize(String input) {
        return rowSize(inputs, input);
    }

    /** Values of one row of an output. */
    public int outputSize(String output) {
        return rowSize(outputs, output);
    }

    public boolean hasOutput(String output) {
        return outputs.containsKey(output);
    }

    /** Lengths of an output without the batch. */
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
            throw new IllegalArgumentException(name + " has no '" + tensor + "', only " + tensors.keySet());
        }
        return info;
    }

    /**
     * Runs n rows.
     *
     * @param n at least 1
     * @param values of every input, n rows each, row-major
     * @param wanted names of outputs
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
            throw new IllegalArgumentException(
                    name + " needs at least one row of " + inputs.keySet() + ", was " + n + " of " + values.keySet());
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

    /** Waits for running calls; later ones are refused. */
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
