package org.dcd.transforms.stage.features;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.Count;
import org.dcd.schemas.FeatureVector;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.stage.StageTask;
import org.dcd.schemas.table.TableWriter;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.features.FeatureNetwork;
import org.dcd.transforms.metric.FeatureMoments;
import org.dcd.transforms.metric.VectorTable;
import org.dcd.transforms.metric.Vectors;
import org.dcd.transforms.ort.OrtModel;
import org.dcd.transforms.ort.OrtOptions;
import org.dcd.transforms.stage.FileNames;
import org.dcd.transforms.stage.WorkTimer;
import org.dcd.transforms.stage.WorkTimer.WorkTime;

/**
 * A shard of the features of a reference set: those of some parts of the table, computed with the exported model. Their
 * moments are written to a file, and {@link #merged} adds the files in order. The division depends on the table only,
 * and so does the result.
 *
 * <p>It streams vectors to the table {@link FileNames#VECTORS}. The accumulators of {@code stage.score} would hold them
 * in memory, up to 537 MB for 65,536 images with 2048 features.
 *
 * @param parts file names of the images, in order
 * @param first index of the first image in the table
 * @param index index of the shard, from 0
 * @param shards number of shards
 * @param total number of images of the table
 */
record FeatureShard(StageTask<FeaturesSpec> task, List<String> parts, long first, int index, int shards, long total)
        implements Serializable {
    /** Least number of images of a shard but the last one; data sets of usual size are one shard. */
    static final long IMAGES = 65_536;

    FeatureShard {
        parts = List.copyOf(parts);
    }

    /** The shards of a stage, at least one. */
    static List<FeatureShard> split(StageTask<FeaturesSpec> task, long imagesPerShard) throws IOException {
        Folder folder = task.inputFolder("images");
        List<List<String>> groups = new ArrayList<>();
        List<Long> firsts = new ArrayList<>();
        long at = 0;
        for (String part : Tables.parts(folder, FeatureImages.table(task.spec()))) {
            if (groups.isEmpty() || at - firsts.get(firsts.size() - 1) >= imagesPerShard) {
                groups.add(new ArrayList<>());
                firsts.add(at);
            }
            groups.get(groups.size() - 1).add(part);
            at += FeatureImages.rows(folder, task.spec(), part);
        }
        Tables.dropOtherDivisions(task.work(), FileNames.VECTORS, groups.size());
        List<FeatureShard> shards = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            shards.add(new FeatureShard(task, groups.get(i), firsts.get(i), i, groups.size(), at));
        }
        return shards;
    }

    /** Whether it is the only shard of the stage, and may use all cores. */
    boolean isAlone() {
        return shards == 1;
    }

    /** Computes the features. Writes their moments, and those vectors that the specification asks for. */
    WorkTime extract(OrtOptions options) throws IOException {
        try (WorkTimer.Span span = WorkTimer.start()) {
            extractAll(options);
            return span.time();
        }
    }

    private void extractAll(OrtOptions options) throws IOException {
        FeaturesSpec spec = task.spec();
        FeatureNetwork network = spec.extractor().network(spec.shape(), spec.classes());
        FeatureMoments moments = new FeatureMoments(network.dimension());
        try (OrtModel model = OrtModel.open(task.work(), FileNames.FEATURES_ONNX, options);
                FeatureImages images = new FeatureImages(task.inputFolder("images"), spec, parts)) {
            if (spec.vectors() == 0) {
                features(model, images, network, moments, (at, features) -> {});
            } else {
                TableWriter.write(
                        task.work(), FileNames.part(FileNames.VECTORS, index, shards), FeatureVector.class, out -> {
                            int d = network.dimension();
                            features(model, images, network, moments, (at, features) -> {
                                for (int i = 0; i < features.length / d; i++) {
                                    if (Vectors.isKept(at + i, total, spec.vectors())) {
                                        VectorTable.add(out, at + i, features, i * d, d);
                                    }
                                }
                            });
                        });
            }
        }
        task.work().write(file(), out -> out.write(moments.toBytes()));
    }

    private void features(
            OrtModel model, FeatureImages images, FeatureNetwork network, FeatureMoments moments, FeatureConsumer use)
            throws IOException {
        long at = first;
        int size = task.spec().shape().size();
        for (float[] x = images.next(network.batch()); x.length > 0; x = images.next(network.batch())) {
            if (Thread.interrupted()) {
                throw new InterruptedIOException(
                        "features stopped after " + Count.of(at - first, "image") + " of a shard");
            }
            int n = x.length / size;
            float[] features =
                    model.run(n, Map.of(OnnxExport.X, x), OnnxExport.FEATURES).floats(OnnxExport.FEATURES);
            moments.add(features, n);
            use.accept(at, features);
            at += n;
        }
    }

    /** Takes the features [n, d] of consecutive images, and the index of the first one. */
    private interface FeatureConsumer {
        void accept(long first, float[] features) throws IOException;
    }

    /** Moments of the whole table. Memory holds those of one shard besides. */
    static FeatureMoments merged(StageTask<FeaturesSpec> task, int dimension, List<String> files) throws IOException {
        FeatureMoments moments = new FeatureMoments(dimension);
        for (String file : files) {
            try (InputStream in = task.work().open(file)) {
                moments.merge(FeatureMoments.fromBytes(in.readAllBytes()));
            }
        }
        return moments;
    }

    /** Name of the file with its moments in the work folder; not published. */
    String file() {
        return "moments-" + index + "-of-" + shards + ".bin";
    }
}
