package org.dcd.transforms.stage;

/**
 * Chooses the number of images of a shard. A bounded number of shards bounds the files, messages and partial sums of a
 * stage; a bounded size of a shard bounds its memory.
 */
public final class ShardSize {
    /** Greatest number of shards of a stage; enough for more than one on each of a hundred workers. */
    private static final int MOST_SHARDS = 256;

    private static final int BATCH = 64;

    private ShardSize() {}

    /**
     * Number of images of each shard.
     *
     * @param images number of images of the stage
     * @param least least number of images of a shard, a multiple of a model's batch; exceeded only for large stages
     */
    public static int of(long images, int least) {
        long wanted = (images + MOST_SHARDS - 1) / MOST_SHARDS;
        return wanted <= least ? least : Math.toIntExact((wanted + BATCH - 1) / BATCH * BATCH);
    }
}
