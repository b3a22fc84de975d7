package org.dcd.transforms.data.cifar;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.Count;
import org.dcd.transforms.files.pickle.PickleInput;
import org.dcd.transforms.files.pickle.PickleReader;

/** One batch of the Python version of CIFAR-10, in memory. */
final class CifarPickle {
    private static final int PIXELS = Cifar10Dataset.RAW.size();
    /** A batch of CIFAR-10 has 31 MB. */
    private static final int MAX_BYTES = 64 << 20;

    private final BatchFile batch;
    /** u8 [n, 3072]: red, green and blue plane, row-major. */
    private final byte[] data;
    /** [n], integers unless the file is damaged. */
    private final List<?> labels;

    private CifarPickle(BatchFile batch, byte[] data, List<?> labels) {
        this.batch = batch;
        this.data = data;
        this.labels = labels;
    }

    static CifarPickle read(BatchFile batch) throws IOException {
        if (batch.length() > MAX_BYTES) {
            throw batch.bad(
                    0,
                    "the file has " + Count.of(batch.length(), "byte") + ", at most " + MAX_BYTES + " are read",
                    "give a batch of CIFAR-10");
        }
        byte[] pickle = new byte[(int) batch.length()];
        batch.readFully(pickle);
        Object value = PickleReader.read(new PickleInput(pickle, batch::place), new NumpyGlobals(pickle.length));
        if (!(value instanceof Map<?, ?> map)
                || !(map.get("data") instanceof NumpyArray data)
                || !(map.get("labels") instanceof List<?> labels)) {
            throw batch.bad(
                    0,
                    "the pickle is not a dictionary with an array 'data' and a list 'labels'",
                    "give a batch of CIFAR-10 (CIFAR-100 has another format)");
        }
        if (data.columns() != PIXELS || data.rows() < 1 || labels.size() != data.rows()) {
            throw batch.bad(
                    0,
                    "'data' has shape [" + data.rows() + ", " + data.columns() + "] and 'labels' "
                            + Count.of(labels.size(), "label") + ", expected [n, " + PIXELS + "] and n labels",
                    "get the file again");
        }
        return new CifarPickle(batch, data.data(), labels);
    }

    int count() {
        return labels.size();
    }

    int label(int index) {
        if (labels.get(index) instanceof Long label) {
            return CifarFormat.checked(batch, 0, label);
        }
        throw batch.bad(0, "label " + index + " is not an integer", "get the file again");
    }

    /** The planes of an image, as a new array. */
    byte[] pixels(int index) {
        return Arrays.copyOfRange(data, index * PIXELS, (index + 1) * PIXELS);
    }
}
