package org.dcd.transforms.files.torch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dcd.transforms.files.pickle.Word;
import org.dcd.transforms.files.safetensors.StoredType;

/** PyTorch's classes of storages: flat arrays of one element type. */
enum StorageType implements Word {
    DOUBLE("Double", StoredType.F64),
    FLOAT("Float", StoredType.F32),
    HALF("Half", StoredType.F16),
    B_FLOAT_16("BFloat16", StoredType.BF16),
    LONG("Long", StoredType.I64),
    INT("Int", StoredType.I32),
    SHORT("Short", StoredType.I16),
    CHAR("Char", StoredType.I8),
    BYTE("Byte", StoredType.U8),
    BOOL("Bool", StoredType.BOOL),
    COMPLEX_FLOAT("ComplexFloat", 2 * Float.BYTES),
    COMPLEX_DOUBLE("ComplexDouble", 2 * Double.BYTES);

    private static final Map<String, Word> BY_NAME =
            Stream.of(values()).collect(Collectors.toMap(StorageType::toString, Function.identity()));

    private final String name;
    private final int bytes;
    private final Optional<StoredType> stored;

    StorageType(String name, StoredType stored) {
        this.name = name;
        bytes = stored.bytes();
        this.stored = Optional.of(stored);
    }

    StorageType(String name, int bytes) {
        this.name = name;
        this.bytes = bytes;
        stored = Optional.empty();
    }

    /** The class of a name such as {@code torch.FloatStorage}. */
    static Optional<Word> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Bytes of one element. */
    int bytes() {
        return bytes;
    }

    /** Empty where elements are not read. */
    Optional<StoredType> stored() {
        return stored;
    }

    @Override
    public Object call(List<?> arguments) {
        throw new IllegalArgumentException(this + " is called");
    }

    @Override
    public String toString() {
        return "torch." + name + "Storage";
    }
}
