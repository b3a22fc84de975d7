package org.dcd.transforms.data;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.transforms.contract.Golden;
import org.dcd.transforms.contract.Golden.Output;
import org.dcd.transforms.data.points.LowRankGaussian;
import org.dcd.transforms.data.points.Spiral;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of data sets have the recorded hashes, see {@link Golden}. */
class GoldenDatasetsTest {
    private static final double DOUBLE = 1e-6;

    private static final Map<String, DatasetSource> DRAWN = Map.of(
            "generated", new GeneratedImages(6, 3, 8, 8, 1, 2, 1),
            "spiral", new Spiral(50, 0.75, 1.5, 10, 0.5),
            "low-rank-gaussian", new LowRankGaussian(5, 2, 50, 3, 10, 0.5));

    @TempDir
    Path folder;

    @Test
    void outputsMatchTheRecordedHashes() throws IOException {
        Golden golden = new Golden(GoldenDatasetsTest.class);
        for (Map.Entry<String, Class<?>> member :
                Golden.members(DatasetSource.class).entrySet()) {
            String format = member.getKey();
            Output output = new Output();
            if (DRAWN.containsKey(format)) {
                read(DRAWN.get(format), output);
            } else {
                DatasetSourceContractTest.Example example = DatasetSourceContractTest.FORMATS.get(format);
                read(example.write(Files.createDirectory(folder.resolve(format)), 0, 1), output);
                if (DatasetSourceContractTest.pixelFormats().contains(format)) {
                    read(example.write(Files.createDirectory(folder.resolve(format + "-2")), 1, 2), output);
                }
            }
            golden.check("dataset source", member.getValue(), output);
        }
        golden.finish();
    }

    private static void read(DatasetSource source, Output output) throws IOException {
        DatasetSource.Summary summary = source.summarise();
        output.exactly(summary.count(), summary.classes(), summary.dataType(), source.heldOut(), source.subset());
        source.read(image -> read(image, output));
    }

    private static void read(Image image, Output output) {
        output.exactly(image.getId(), image.getLabel(), image.getChannels(), image.getHeight(), image.getWidth());
        byte[] bytes = new byte[image.getData().remaining()];
        image.getData().duplicate().get(bytes);
        if (image.getDataType() == DataType.U8) {
            output.exactly(java.util.HexFormat.of().formatHex(bytes));
        } else {
            float[] values = new float[bytes.length / Float.BYTES];
            java.nio.ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
            output.within(DOUBLE, values);
        }
    }
}
