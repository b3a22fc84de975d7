package org.dcd.transforms.beam;

import java.nio.charset.StandardCharsets;
import org.apache.beam.model.pipeline.v1.RunnerApi.StandardResourceHints;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.resourcehints.ResourceHint;
import org.apache.beam.sdk.transforms.resourcehints.ResourceHints;
import org.apache.beam.sdk.util.construction.BeamUrns;

/** Need of a transform for GPUs, as a resource hint of Beam for the runner. */
public enum GpuHint {
    /** Each element takes a whole GPU, as training does. Beam's own hint for accelerators. */
    NEEDED(
            BeamUrns.getUrn(StandardResourceHints.Enum.ACCELERATOR),
            ResourceHints.create().withAccelerator("type:nvidia-gpu;count:1;install-nvidia-driver")),
    /**
     * Faster on a GPU, but possible without: sampling and features. A hint of this project; other runners ignore it.
     */
    WELCOME("dcd:resources:gpu-welcome:v1");

    private final String urn;
    private final ResourceHints hints;

    GpuHint(String urn) {
        this(urn, ResourceHints.create().withHint(urn, new Mark()));
    }

    GpuHint(String urn, ResourceHints hints) {
        this.urn = urn;
        this.hints = hints;
    }

    /** The hint, to be set on a transform. */
    ResourceHints hints() {
        return hints;
    }

    /** Whether a transform itself has this hint. */
    public boolean isOf(PTransform<?, ?> transform) {
        return transform.getResourceHints().hints().containsKey(urn);
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
