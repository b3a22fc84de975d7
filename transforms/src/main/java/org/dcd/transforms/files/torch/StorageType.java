package org.dcd.transforms.files.torch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dcd.transforms.files.pickle.SafeGlobals.SafeGlobal;
import org.dcd.transforms.files.safetensors.Dtype;

/** PyTorch's storage classes: one-dimensional arrays of one element type. */
enum StorageType implements SafeGlobal {
    DOUBLE("Double", Dtype.F64),
    FLOAT("Float", Dtype.F32),
    HALF("Half", Dtype.F16),
    B_FLOAT_16("BFloat16", Dtype.BF16),
    LONG("Long", Dtype.I64),
    INT("Int", Dtype.I32),
    SHORT("Short", Dtype.I16),
    CHAR("Char", Dtype.I8),
    BYTE("Byte", Dtype.U8),
    BOOL("Bool", Dtype.BOOL),
    COMPLEX_FLOAT("ComplexFloat", 2 * Float.BYTES),
    COMPLEX_DOUBLE("ComplexDouble", 2 * Double.BYTES);

    private static final Map<String, SafeGlobal> BY_NAME =
            Stream.of(values()).collect(Collectors.toMap(StorageType::toString, Function.identity()));

    private final String name;
    private final int bytes;
    private final Optional<Dtype> stored;

    StorageType(String name, Dtype stored) {
        this.name = name;
        bytes = stored.bytes();
        this.stored = Optional.of(stored);
    }

    StorageType(String name, int bytes) {
        this.name = name;
        this.bytes = bytes;
        stored = Optional.empty();
    }

    /** Returns the class with a name such as {@code torch.FloatStorage}. */
    static Optional<SafeGlobal> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Bytes of one element. */
    int bytes() {
        return bytes;
    }

    /** Element type; empty if elements of this class are not supported. */
    Optional<Dtype> stored() {
        return stored;
    }

    @Override
    public Object call(List<?> arguments) {
        throw new IllegalArgumentException(this + " must not be called");
    }

    @Override
    public String toString() {
        return "torch." + name + "Storage";
    }
}
