package org.dcd.transforms.files.torch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One of the layouts of PyTorch's files. */
interface TorchSource extends Closeable {
    /** The pickled object, in which tensors refer to storages. */
    Object object() throws IOException;

    /** All elements of a storage, in the byte order of the buffer. */
    ByteBuffer elements(Storage storage) throws IOException;
}
