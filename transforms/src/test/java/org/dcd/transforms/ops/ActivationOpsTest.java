package org.dcd.transforms.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the backward pass keeps of small expressions, counted by hand. A feature is [1, 16, 8, 8]: 1,024 elements. */
class ActivationOpsTest {
    private static final int FEATURE = 1024;

    private final ActivationOps ops = new ActivationOps(name -> !name.startsWith("frozen"));

    private static long[] image(long channels) {
        return new long[] {1, channels, 8, 8};
    }

    private long[] conv(String name, long[] x, long in, long out) {
        return ops.conv2d(x, ops.parameter(name, Init.XAVIER, out, in, 3, 3), null, 1, 1);
    }

    @Test
    void aConvolutionKeepsItsInputAndNormAndSiluTheirs() {
        long[] first = conv("a", image(16), 16, 16);
        long[] norm =
                ops.groupNorm(first, 4, 1e-6, ops.parameter("w", Init.ONE, 16), ops.parameter("b", Init.ZERO, 16));
        long[] out = conv("c", ops.silu(norm), 16, 32);
        ops.sum(ops.multiply(out, out), 1, 2, 3);

        // the input of the first convolution is that of the step, which exists anyway; the square keeps out once
        assertThat(ops.activations()).isEqualTo(new Activations(FEATURE, 4 * FEATURE, 0, 0, 2 * FEATURE));
    }

    @Test
    void sumsAndConcatenationsKeepNothing() {
        long[] a = conv("a", image(16), 16, 16);
        long[] joined = ops.concat(1, List.of(ops.add(a, a), ops.multiply(a, 0.5)));

        assertThat(joined).containsExactly(1, 32, 8, 8);
        assertThat(ops.activations()).isEqualTo(new Activations(0, 0, 0, 0, 2 * FEATURE));
    }

    @Test
    void aViewCountsWithItsTensorAndSharedTensorsInBothPrecisions() {
        long[] a = ops.reshape(conv("a", image(16), 16, 16), 0, 16, 64);
        long[] weights = ops.softmax(ops.matmul(ops.transpose(a, 0, 2, 1), a));
        ops.matmul(a, weights);

        Activations kept = ops.activations();
        assertThat(kept).isEqualTo(new Activations(FEATURE, 0, 64 * 64, 0, 64 * 64));
        assertThat(kept.bytesPerImage(4)).isEqualTo(4 * (FEATURE + 64 * 64));
        assertThat(kept.bytesPerImage(2)).isEqualTo(2 * FEATURE + (2 + 4) * 64 * 64);
    }

    @Test
    void scaledWeightsDoNotDependOnTheNumberOfImages() {
        long[] weight = ops.multiply(ops.parameter("w", Init.XAVIER, 16, 16, 3, 3), 0.7);
        ops.conv2d(image(16), weight, null, 1, 1);

        assertThat(ops.activations()).isEqualTo(new Activations(0, 0, 0, 16 * 16 * 9, FEATURE));
    }

    @Test
    void fewInputChannelsAreKeptAsColumns() {
        conv("a", image(3), 3, 16);

        assertThat(ops.activations()).isEqualTo(new Activations(27 * 64, 0, 0, 0, 27 * 64));
    }

    @Test
    void nothingIsKeptWithoutATrainedParameterBefore() {
        long[] frozen = conv("frozen", image(16), 16, 16);
        long[] silu = ops.silu(frozen);
        assertThat(ops.activations()).isEqualTo(new Activations(0, 0, 0, 0, FEATURE));

        // a trained layer keeps its input, and the frozen layer after it, too
        conv("frozen2", ops.silu(conv("b", silu, 16, 16)), 16, 16);
        assertThat(ops.activations()).isEqualTo(new Activations(2 * FEATURE, FEATURE, 0, 0, FEATURE));
        ops.silu(ops.detach(conv("c", image(16), 16, 16)));
        assertThat(ops.activations()).isEqualTo(new Activations(2 * FEATURE, FEATURE, 0, 0, FEATURE));
    }

    @Test
    void dropoutKeepsAMask() {
        ops.dropout(conv("a", image(16), 16, 16), 0.1);

        assertThat(ops.activations()).isEqualTo(new Activations(0, FEATURE, 0, 0, FEATURE));
    }
}
