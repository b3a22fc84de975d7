package org.dcd.transforms.data.cifar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dcd.transforms.data.cifar.NumpyArray.ElementType;
import org.dcd.transforms.files.pickle.PickleText;
import org.dcd.transforms.files.pickle.SafeGlobals;
import org.dcd.transforms.files.pickle.SafeGlobals.SafeGlobal;

/** Globals that pickles of NumPy arrays may use. NumPy 2 moved {@code core} to {@code _core}. */
final class NumpyGlobals implements SafeGlobals {
    /** Version of an array's state; not checked. */
    private static final long VERSION = 1;

    private final long most;
    private long encoded;

    /** @param most bytes of the pickle */
    NumpyGlobals(long most) {
        this.most = most;
    }

    @Override
    public String contents() {
        return "images";
    }

    @Override
    public String remedy() {
        return "no code of the file was run; get the file from https://www.cs.toronto.edu/~kriz/cifar.html, or use the binary"
                + " version of CIFAR-10";
    }

    @Override
    public Optional<SafeGlobal> find(String name) {
        return switch (name) {
            case "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct" -> Optional.of(
                    arguments -> new NumpyArray());
            case "numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer" -> Optional.of(
                    NumpyGlobals::ofBuffer);
            case "numpy.ndarray" -> Optional.of(SafeGlobal.neverCalled(name));
            case "numpy.dtype" -> Optional.of(NumpyGlobals::elementType);
            case "_codecs.encode" -> Optional.of(this::encode);
            default -> Optional.empty();
        };
    }

    private static ElementType elementType(List<?> arguments) {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("an element type without a name");
        }
        return new ElementType(PickleText.of(arguments.get(0)));
    }

    /** {@code _frombuffer(bytes, dtype, shape, order)}, the form of arrays in protocol 5. */
    private static NumpyArray ofBuffer(List<?> arguments) {
        if (arguments.size() != 4) {
            throw new IllegalArgumentException("_frombuffer needs bytes, dtype, shape and order");
        }
        boolean columnMajor = !PickleText.of(arguments.get(3)).equals("C");
        NumpyArray array = new NumpyArray();
        array.set(Arrays.asList(VERSION, arguments.get(2), arguments.get(1), columnMajor, arguments.get(0)));
        return array;
    }

    /** The encoded texts are part of the pickle, so their total length exceeds its size only if one is repeated. */
    private byte[] encode(List<?> arguments) {
        if (arguments.size() != 2 || !PickleText.of(arguments.get(1)).equals("latin1")) {
            throw new IllegalArgumentException("bytes are not encoded as latin1");
        }
        String text = (String) arguments.get(0);
        encoded += text.length();
        if (encoded > most) {
            throw new IllegalArgumentException("the encoded bytes exceed the size of the pickle");
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void build(Object value, Object state) {
        if (value instanceof NumpyArray array) {
            array.set((List<?>) state);
        } else if (!(value instanceof ElementType)) {
            throw new IllegalArgumentException("the state is not that of an array");
        }
    }
}
