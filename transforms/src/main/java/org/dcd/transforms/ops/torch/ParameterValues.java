package org.dcd.transforms.ops.torch;

import java.util.Optional;
import java.util.function.Function;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.ops.Initialiser;
import org.dcd.transforms.ops.ParameterSpec;
import org.dcd.transforms.random.Seeds;

/** Gives the values of parameters one at a time: drawn, or read from a file. */
@FunctionalInterface
public interface ParameterValues {
    /** F32 values of a parameter, row-major; empty if there are none. */
    Optional<TensorSource> of(ParameterSpec parameter);

    /** Random initial values, see {@link Initialiser}. */
    static ParameterValues drawn(Seeds seeds) {
        return arrays(parameter -> Initialiser.draw(parameter, seeds));
    }

    /** Weights of the parameter's name. */
    static ParameterValues of(Weights weights) {
        return parameter -> weights.tensor(parameter.name());
    }

    /** Values in memory. */
    static ParameterValues arrays(Function<ParameterSpec, float[]> values) {
        return parameter -> Optional.ofNullable(values.apply(parameter)).map(array -> Tensor.of(array, array.length));
    }
}
