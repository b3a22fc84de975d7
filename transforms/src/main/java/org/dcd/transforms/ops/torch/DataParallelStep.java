package org.dcd.transforms.ops.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dcd.transforms.natives.Resources;
import org.dcd.transforms.ops.ParameterSpec;

/**
 * A training step whose batch is divided into parts. Each device computes the gradients of one part at a time; a CPU
 * computes several in parallel, each on one core, which is faster than libtorch's own threads, because these
 * synchronise after every operation. Gradients are copied to the first device and summed in the order of the parts, so
 * the result depends on the number of parts, but not on the number of devices, threads or cores.
 */
final class DataParallelStep implements AutoCloseable {
    private static final String GRADIENTS = "gradients";
    private static final String SUM = "sum";
    private static final String UPDATE = "update";
    private static final String FIGURES = "figures";

    private final TorchDevices devices;
    private final Resources owned;
    /** The program on each device. */
    private final List<TorchProgram> programs = new ArrayList<>();

    private final NDManager figures;

    /** @param source program with the functions of {@link #program} */
    DataParallelStep(TorchDevices devices, TorchProgram.Builder source) {
        this.devices = devices;
        try (Resources opening = new Resources()) {
            for (TorchEngine device : devices.all()) {
                programs.add(opening.open(() -> source.compile(device)));
            }
            this.figures = opening.open(programs.get(0)::newScope);
            this.owned = opening.keep();
        }
    }

    /** The program of a training: gradients of a part, sum of two gradients, update. */
    static TorchProgram.Builder program(
            NetworkTraining.Network network, NetworkTraining.Settings settings, boolean averaged) {
        String set = network.set();
        Adam adam = settings.adam();
        boolean scaled = settings.scalesLoss();
        TorchProgram.Builder builder = TorchProgram.builder(network.name(), settings.precision())
                .function(GRADIENTS, ops -> {
                    ops.train(set);
                    return adam.emitGradients(ops, network.loss().apply(ops), set, scaled);
                });
        List<ParameterSpec> specs = builder.parameters(GRADIENTS, set);
        return builder.function(SUM, ops -> Adam.emitSum(ops, specs)).function(UPDATE, ops -> {
            Map<String, TorchTensor> results = adam.emitUpdate(ops, set, specs, averaged, scaled);
            return Map.of(
                    FIGURES,
                    ops.let("torch.cat([torch.reshape(" + results.get(Adam.LOSS) + ", [1]), torch.reshape("
                            + results.get(Adam.NORM) + ", [1])])"));
        });
    }

    /** Parameters of a set that the gradients of a program of {@link #program} use. */
    static List<ParameterSpec> parameters(TorchProgram.Builder program, String set) {
        return program.parameters(GRADIENTS, set);
    }

    /**
     * Performs a step.
     *
     * @param trained the sets that the update changes, on the first device
     * @param read the sets that the gradients use
     * @param n number of images, at least the number of parts
     * @param parts number of parts
     * @param batch values of every input by name, row-major; the first dimension of each is the batch
     * @param settings settings of the step
     */
    TrainingStep run(
            Map<String, ParameterSet> trained,
            Map<String, Replicas> read,
            int n,
            int parts,
            Map<String, float[]> batch,
            StepSettings settings) {
        TorchProgram first = programs.get(0);
        first.binding(GRADIENTS).check(n, batch);
        int atOnce =
                devices.size() == 1 && !devices.first().isGpu() ? Math.min(parts, TorchEngine.cores()) : devices.size();
        try (NDManager scope = first.newScope()) {
            Map<String, NDArray> sum = Map.of();
            for (int part = 0; part < parts; part += atOnce) {
                List<Callable<Map<String, NDArray>>> work = new ArrayList<>();
                for (int i = part; i < Math.min(parts, part + atOnce); i++) {
                    int number = i;
                    work.add(() -> gradients(scope, read, n, parts, number, batch, settings));
                }
                for (Map<String, NDArray> gradients : devices.first().inParallel(work)) {
                    sum = sum.isEmpty() ? gradients : add(scope, sum, gradients);
                }
            }
            NDArray result = first.callOn(scope, UPDATE, trained, sum, settings.numbers())
                    .get(FIGURES);
            result.attach(figures);
            return new TrainingStep(result);
        }
    }

    /** Gradients of a part, on the first device. */
    private Map<String, NDArray> gradients(
            NDManager results,
            Map<String, Replicas> read,
            int n,
            int parts,
            int part,
            Map<String, float[]> batch,
            StepSettings settings) {
        int from = (int) ((long) n * part / parts);
        int to = (int) ((long) n * (part + 1) / parts);
        int device = part % devices.size();
        Map<String, ParameterSet> sets = new HashMap<>();
        read.forEach((name, replicas) -> sets.put(name, replicas.on(device)));
        TorchProgram program = programs.get(device);
        try (NDManager scope = program.newScope()) {
            Map<String, NDArray> gradients = program.call(
                    scope,
                    GRADIENTS,
                    sets,
                    to - from,
                    rows(batch, n, from, to),
                    settings.partNumbers(program.binding(GRADIENTS), (double) (to - from) / n, part));
            Map<String, NDArray> moved = new LinkedHashMap<>();
            gradients.forEach((name, array) -> moved.put(name, devices.first().take(array, results)));
            return moved;
        }
    }

    /** Adds gradients to a sum in place, and releases them. */
    private Map<String, NDArray> add(NDManager owner, Map<String, NDArray> sum, Map<String, NDArray> gradients) {
        Map<String, NDArray> both = new LinkedHashMap<>();
        sum.forEach((name, array) -> both.put(Adam.ofSum(name), array));
        both.putAll(gradients);
        Map<String, NDArray> added = programs.get(0).callOn(owner, SUM, Map.of(), both, Map.of());
        both.values().forEach(NDArray::close);
        return added;
    }

    /** Copies images from, …, to - 1 of every input. */
    private static Map<String, float[]> rows(Map<String, float[]> batch, int n, int from, int to) {
        if (from == 0 && to == n) {
            return batch;
        }
        Map<String, float[]> rows = new LinkedHashMap<>();
        batch.forEach((name, values) -> {
            int row = values.length / n;
            rows.put(name, Arrays.copyOfRange(values, from * row, to * row));
        });
        return rows;
    }

    @Override
    public void close() {
        owned.close();
    }
}
