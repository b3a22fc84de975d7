package org.dcd.transforms.files.zip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** Buffers reads of a file in aligned blocks, because commons-compress reads the directory in many small pieces. */
final class BlockChannel implements SeekableByteChannel {
    private static final int BLOCK = 1 << 13;

    private final SeekableByteChannel file;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK).limit(0);
    private long blockStart;
    private long position;

    BlockChannel(SeekableByteChannel file) {
        this.file = file;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!target.hasRemaining()) {
            return 0;
        }
        long start = position - position % BLOCK;
        int at = (int) (position - start);
        if (start != blockStart || at >= block.limit()) {
            load(start);
        }
        if (at >= block.limit()) {
            return -1;
        }
        int count = Math.min(block.limit() - at, target.remaining());
        target.put(block.slice(at, count));
        position += count;
        return count;
    }

    private void load(long start) throws IOException {
        blockStart = start;
        block.clear();
        file.position(start);
        int read = 0;
        while (read >= 0 && block.hasRemaining()) {
            read = file.read(block);
        }
        block.flip();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
        if (newPosition < 0) {
            throw new IllegalArgumentException("position must be at least 0, was " + newPosition);
        }
        position = newPosition;
        return this;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }
}
