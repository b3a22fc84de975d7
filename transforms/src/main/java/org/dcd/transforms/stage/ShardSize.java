package org.dcd.transforms.stage;

/**
 * How many images the shards of a stage have. What is kept of every shard, files, messages and partial sums, is bounded
 * by bounding their number; what a shard has in memory is bounded by its size.
 */
public final class ShardSize {
    /** Shards of a stage at most; enough for a hundred workers, of which each gets more than one. */
    private static final int MOST_SHARDS = 256;

    private static final int BATCH = 64;

    private ShardSize() {}

    /**
     * Images of each shard.
     *
     * @param images of the stage
     * @param least images of a shard, a multiple of what a model takes at once; more only where they are many
     */
    public static int of(long images, int least) {
        long wanted = (images + MOST_SHARDS - 1) / MOST_SHARDS;
        return wanted <= least ? least : Math.toIntExact((wanted + BATCH - 1) / BATCH * BATCH);
    }
}
