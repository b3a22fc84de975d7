package org.dcd.transforms.ops.torch;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dcd.transforms.natives.Resources;
import org.dcd.transforms.ops.ParameterSpec;

/**
 * A parameter set with a copy on each device of a training. The copy on the first device is the one that is changed.
 */
public final class Replicas implements AutoCloseable {
    private static final String COPY = "copy";
    private static final String TO = "to";
    private static final String FROM = "from";

    private final Resources owned;
    private final List<ParameterSet> copies = new ArrayList<>();
    /** Programs of all devices but the first. */
    private final List<TorchProgram> copying = new ArrayList<>();

    /**
     * Allocates the tensors on all devices.
     *
     * @param specs the parameters
     * @param values initial values of each parameter
     */
    public Replicas(TorchDevices devices, List<ParameterSpec> specs, ParameterValues values) {
        TorchProgram.Builder builder = TorchProgram.builder("replicas").function(COPY, ops -> {
            ops.statement("torch._foreach_copy_(" + ops.all(TO, specs) + ", " + ops.all(FROM, specs) + ")");
            return Map.of();
        });
        try (Resources opening = new Resources()) {
            copies.add(opening.open(() -> ParameterSet.of(devices.first(), specs, values)));
            for (TorchEngine other : devices.all().subList(1, devices.size())) {
                copies.add(opening.open(() -> ParameterSet.zeros(other, specs)));
                copying.add(opening.open(() -> builder.compile(other)));
            }
            distribute();
            this.owned = opening.keep();
        }
    }

    /** The copy on the first device. */
    public ParameterSet first() {
        return copies.get(0);
    }

    /** The copy on a device, by its position. */
    ParameterSet on(int device) {
        return copies.get(device);
    }

    /** Copies the values of the first device to all others. */
    void distribute() {
        for (int i = 0; i < copying.size(); i++) {
            TorchProgram program = copying.get(i);
            Map<String, ParameterSet> sets = Map.of(TO, copies.get(i + 1), FROM, first());
            try (NDManager scope = program.newScope()) {
                program.callOn(scope, COPY, sets, Map.of(), Map.of());
            }
        }
    }

    @Override
    public void close() {
        owned.close();
    }
}
