package org.dcd.transforms.restore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.Origin;
import org.dcd.schemas.io.Folder;
import org.dcd.schemas.table.Tables;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.TensorData;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.NoiseAssumption;

/**
 * The measurements of a table in memory.
 *
 * @param labels class of each measurement; -1 for none
 */
public record MeasurementTable(MeasurementBatch measured, List<Integer> labels) {
    /**
     * Reads parts of a table.
     *
     * @param parts file names
     * @param noise noise level to assume
     * @throws IllegalArgumentException for records of another origin or shape
     */
    public static MeasurementTable read(
            Folder folder, List<String> parts, MeasurementModel model, NoiseAssumption.Resolved noise)
            throws IOException {
        List<Measurement> rows = new ArrayList<>();
        for (String part : parts) {
            Tables.readFile(folder, part, Measurement.class, row -> rows.add(checked(row, model.measurement())));
        }
        int n = rows.size();
        int size = model.measurement().size();
        float[] y = new float[Math.multiplyExact(n, size)];
        float[] sigmas = new float[n];
        for (int i = 0; i < n; i++) {
            TensorData.decode(rows.get(i).getDataType(), rows.get(i).getData(), size, y, i * size);
            sigmas[i] = (float) rows.get(i).getSigma();
        }
        long[] ids = rows.stream().mapToLong(Measurement::getId).toArray();
        return new MeasurementTable(
                MeasurementBatch.of(model, y, i -> rows.get(i).getOperatorSeed(), noise.sigmas(sigmas), ids),
                rows.stream().map(Measurement::getLabel).toList());
    }

    private static Measurement checked(Measurement row, ImageShape expected) {
        if (row.getOrigin() != Origin.MEASUREMENT) {
            throw new IllegalArgumentException("record " + row.getId() + " is of origin " + row.getOrigin()
                    + "; images are restored from measurements only");
        }
        ImageShape shape = new ImageShape(row.getChannels(), row.getHeight(), row.getWidth());
        if (!shape.equals(expected)) {
            throw new IllegalArgumentException(
                    "measurement " + row.getId() + " has shape " + shape + ", expected " + expected);
        }
        return row;
    }
}
