package org.dcd.transforms.data.cifar;

import java.io.IOException;
import java.util.Arrays;
import org.dcd.schemas.Count;

/** File format of a batch of CIFAR-10. */
enum CifarFormat {
    /** Records of one label byte and 3072 bytes: red, green and blue plane, row-major. */
    BINARY(".bin", "cifar-10-batches-bin", "cifar-10-binary.tar.gz") {
        @Override
        long count(BatchFile batch) {
            long rest = batch.length() % RECORD;
            if (batch.length() == 0 || rest != 0) {
                throw batch.bad(
                        batch.length() - rest,
                        batch.length() == 0
                                ? "the file is empty"
                                : "the last record has " + Count.of(rest, "byte") + " of " + RECORD,
                        "the file is truncated or not CIFAR-10 binary; get it again");
            }
            return batch.length() / RECORD;
        }

        @Override
        void read(BatchFile batch, ImageSink sink) throws IOException {
            byte[] record = new byte[RECORD];
            for (long left = count(batch); left > 0; left--) {
                long at = batch.position();
                batch.readFully(record);
                int label = checked(batch, at, record[0] & 0xff);
                sink.accept(label, Arrays.copyOfRange(record, 1, RECORD));
            }
        }
    },
    /** Pickled dictionaries with an array {@code data} [n, 3072] and a list {@code labels} [n]. */
    PYTHON("", "cifar-10-batches-py", "cifar-10-python.tar.gz") {
        @Override
        long count(BatchFile batch) throws IOException {
            return CifarPickle.read(batch).count();
        }

        @Override
        void read(BatchFile batch, ImageSink sink) throws IOException {
            CifarPickle pickle = CifarPickle.read(batch);
            for (int i = 0; i < pickle.count(); i++) {
                sink.accept(pickle.label(i), pickle.pixels(i));
            }
        }
    };

    /** Receives the label in [0, 9] and the 3x32x32 planes of an image, as a new array. */
    interface ImageSink {
        void accept(int label, byte[] pixels) throws IOException;
    }

    private static final int RECORD = 1 + Cifar10Dataset.RAW.size();

    private final String suffix;
    private final String folder;
    private final String archive;

    CifarFormat(String suffix, String folder, String archive) {
        this.suffix = suffix;
        this.folder = folder;
        this.archive = archive;
    }

    /** Number of images of a batch that has not been read yet. */
    abstract long count(BatchFile batch) throws IOException;

    /** Reads a whole batch. */
    abstract void read(BatchFile batch, ImageSink sink) throws IOException;

    /** File name of a batch, such as {@code data_batch_1.bin}. */
    String file(String batch) {
        return batch + suffix;
    }

    /** Folder that the archive unpacks to. */
    String folder() {
        return folder;
    }

    String archive() {
        return archive;
    }

    static int checked(BatchFile batch, long at, long label) {
        if (label < 0 || label >= Cifar10Dataset.CLASSES) {
            throw batch.bad(
                    at,
                    "label " + label + " is not in [0, " + (Cifar10Dataset.CLASSES - 1) + "]",
                    "the file is damaged or not CIFAR-10 (CIFAR-100 has another format); get it again");
        }
        return (int) label;
    }
}
