package org.dcd.schemas.table;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.dcd.schemas.io.Folder;

/**
 * A file of a folder as an input of Parquet. Remembers failures to read, which distinguishes a broken disk or an
 * interrupt from damage: Parquet throws exceptions of the same types for both.
 */
final class TableInput implements InputFile, Closeable {
    private final SeekableByteChannel channel;
    private IOException failure;

    TableInput(Folder folder, String name) throws IOException {
        channel = folder.openChannel(name);
    }

    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    private <V> V remembering(Call<V> call) throws IOException {
        try {
            return call.run();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public long getLength() throws IOException {
        return remembering(channel::size);
    }

    @Override
    public SeekableInputStream newStream() {
        return new DelegatingSeekableInputStream(new ChannelStream()) {
            @Override
            public long getPos() throws IOException {
                return remembering(channel::position);
            }

            @Override
            public void seek(long position) throws IOException {
                remembering(() -> channel.position(position));
            }
        };
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private final class ChannelStream extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return remembering(() -> channel.read(ByteBuffer.wrap(target, offset, length)));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    @FunctionalInterface
    private interface Call<V> {
        V run() throws IOException;
    }
}
