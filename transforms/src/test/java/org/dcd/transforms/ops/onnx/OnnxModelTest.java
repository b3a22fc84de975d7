package org.dcd.transforms.ops.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.dcd.transforms.export.OnnxExport;
import org.dcd.transforms.files.safetensors.Tensor;
import org.dcd.transforms.files.safetensors.TensorSource;
import org.dcd.transforms.files.safetensors.Weights;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.loss.ConditionedDenoiser;
import org.dcd.transforms.model.Mlp;
import org.dcd.transforms.ops.Initialiser;
import org.dcd.transforms.random.Seeds;
import org.junit.jupiter.api.Test;

/** Models whose weights are read while they are written. */
class OnnxModelTest {
    private static final ConditionedDenoiser DENOISER =
            ConditionedDenoiser.of(new Mlp(300, 2), new ImageShape(1, 8, 8));

    private static Map<String, float[]> weights() {
        Map<String, float[]> weights = new HashMap<>();
        DENOISER.summary().parameters().forEach(spec -> weights.put(spec.name(), Initialiser.draw(spec, new Seeds(1))));
        return weights;
    }

    private static OnnxModel model(Weights weights) {
        return OnnxExport.denoiser(DENOISER, "model.", weights, Map.of("b", "2", "a", "1"));
    }

    /** protobuf writes fields in the order of their numbers, whatever the order in which it read them. */
    @Test
    void theBytesAreThoseOfTheProtobufLibrary() throws IOException {
        OnnxModel model = model(Weights.of(weights()));
        byte[] bytes = model.toBytes();

        assertThat(ModelProto.parseFrom(bytes).toByteArray()).isEqualTo(bytes);
        assertThat(bytes).hasSize(model.size());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        model.writeTo(out);
        assertThat(out.toByteArray()).isEqualTo(bytes);
        ByteBuffer buffer = model.toBuffer();
        byte[] outside = new byte[buffer.remaining()];
        buffer.get(outside);
        assertThat(outside).isEqualTo(bytes);
    }

    /** A weight that gives its elements in parts, which buffers larger than the parts may hold. */
    private static TensorSource inParts(float[] values, int missing) {
        Tensor whole = Tensor.of(values, values.length);
        return new TensorSource() {
            @Override
            public Tensor.Type type() {
                return whole.type();
            }

            @Override
            public long[] shape() {
                return whole.shape();
            }

            @Override
            public void read(Receiver receiver) throws IOException {
                ByteBuffer part = ByteBuffer.allocate(1000).order(java.nio.ByteOrder.LITTLE_ENDIAN);
                ByteBuffer all = whole.data();
                all.limit(all.limit() - missing * Float.BYTES);
                while (all.hasRemaining()) {
                    part.clear().limit(Math.min(part.capacity(), all.remaining()));
                    all.get(part.array(), 0, part.limit());
                    receiver.accept(part);
                }
            }
        };
    }

    @Test
    void weightsInPartsGiveTheSameFile() {
        Map<String, float[]> weights = weights();

        assertThat(model(name -> Optional.of(inParts(weights.get(name), 0))).toBytes())
                .isEqualTo(model(Weights.of(weights)).toBytes());
    }

    @Test
    void weightsThatEndEarlyAreAnError() {
        Map<String, float[]> weights = weights();
        OnnxModel model = model(name -> Optional.of(inParts(weights.get(name), 1)));

        assertThatThrownBy(() -> model.writeTo(OutputStream.nullOutputStream()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tensor model.");
    }

    @Test
    void weightsAreCheckedBeforeAnythingIsWritten() {
        Map<String, float[]> weights = weights();
        String last = DENOISER.summary()
                .parameters()
                .get(DENOISER.summary().parameters().size() - 1)
                .name();
        weights.get(last)[0] = Float.NaN;
        assertThatThrownBy(() -> model(name -> Optional.of(inParts(weights.get(name), 0))))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("parameter " + last + " is NaN at 0");

        weights.remove(last);
        assertThatThrownBy(() -> model(Weights.of(weights))).hasMessage("no weights for parameter " + last);
        assertThatThrownBy(() -> model(name -> Optional.of(Tensor.of(new double[1], 1))))
                .hasMessageContaining("is F64, not F32");
    }
}
