package org.dcd.transforms.stage.score;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.apache.avro.specific.SpecificRecord;
import org.dcd.schemas.DataType;
import org.dcd.schemas.Image;
import org.dcd.schemas.Measurement;
import org.dcd.schemas.Origin;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.image.TensorData;

/**
 * A stored image or measurement of a row.
 *
 * @param operatorSeed of a measurement
 */
public record RowImage(
        long id, Origin origin, ImageShape shape, DataType type, ByteBuffer data, OptionalLong operatorSeed) {
    public static RowImage of(SpecificRecord stored) {
        if (stored instanceof Image image) {
            return new RowImage(
                    image.getId(),
                    image.getOrigin(),
                    new ImageShape(image.getChannels(), image.getHeight(), image.getWidth()),
                    image.getDataType(),
                    image.getData(),
                    OptionalLong.empty());
        }
        if (stored instanceof Measurement taken) {
            return new RowImage(
                    taken.getId(),
                    taken.getOrigin(),
                    new ImageShape(taken.getChannels(), taken.getHeight(), taken.getWidth()),
                    taken.getDataType(),
                    taken.getData(),
                    OptionalLong.of(taken.getOperatorSeed()));
        }
        throw new IllegalArgumentException("a row has images or measurements, not " + stored.getClass());
    }

    /** Writes the values, in units of [-1, 1], from an offset on. */
    public void decode(float[] target, int offset) {
        TensorData.decode(type, data, shape.size(), target, offset);
    }
}
