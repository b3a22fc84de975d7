package org.dcd.transforms.beam;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.model.pipeline.v1.RunnerApi.StandardResourceHints;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.resourcehints.ResourceHint;
import org.apache.beam.sdk.transforms.resourcehints.ResourceHints;
import org.apache.beam.sdk.util.construction.BeamUrns;

/** Need of a transform for GPUs, as a resource hint of Beam for the runner. */
public enum GpuHint {
    /**
     * Each element takes whole GPUs, as training does. Beam's own hint for accelerators, which contains their number.
     */
    NEEDED(BeamUrns.getUrn(StandardResourceHints.Enum.ACCELERATOR)),
    /**
     * Faster on a GPU, but possible without: sampling and features. A hint of this project; other runners ignore it.
     */
    WELCOME("dcd:resources:gpu-welcome:v1");

    private static final Pattern COUNT = Pattern.compile("(?:^|;)count:(\\d{1,6})(?:;|$)");

    private final String urn;

    GpuHint(String urn) {
        this.urn = urn;
    }

    /**
     * The hint, to be set on a transform.
     *
     * @param gpus GPUs of one element, at least 1
     */
    ResourceHints hints(int gpus) {
        return switch (this) {
            case NEEDED -> ResourceHints.create()
                    .withAccelerator("type:nvidia-gpu;count:" + gpus + ";install-nvidia-driver");
            case WELCOME -> ResourceHints.create().withHint(urn, new Mark());
        };
    }

    /** Whether a transform itself has this hint. */
    public boolean isOf(PTransform<?, ?> transform) {
        return transform.getResourceHints().hints().containsKey(urn);
    }

    /**
     * GPUs of one element of a transform that itself has this hint: the number in the hint, or 1 if it contains none.
     */
    public int gpusOf(PTransform<?, ?> transform) {
        ResourceHint hint = transform.getResourceHints().hints().get(urn);
        Matcher count = COUNT.matcher(new String(hint.toBytes(), StandardCharsets.US_ASCII));
        return count.find() ? Integer.parseInt(count.group(1)) : 1;
    }

    /** A hint without a value. */
    private static final class Mark extends ResourceHint {
        @Override
        public byte[] toBytes() {
            return "true".getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Mark;
        }

        @Override
        public int hashCode() {
            return Mark.class.hashCode();
        }
    }
}
