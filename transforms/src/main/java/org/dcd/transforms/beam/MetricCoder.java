package org.dcd.transforms.beam;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.dcd.transforms.stage.Metric;

/** Codes metrics by name, so that they may be parts of keys. */
final class MetricCoder extends CustomCoder<Metric> {
    private static final MetricCoder INSTANCE = new MetricCoder();

    private MetricCoder() {}

    static MetricCoder of() {
        return INSTANCE;
    }

    @Override
    public void encode(Metric metric, OutputStream out) throws IOException {
        StringUtf8Coder.of().encode(metric.name(), out);
    }

    @Override
    public Metric decode(InputStream in) throws IOException {
        return Metric.valueOf(StringUtf8Coder.of().decode(in));
    }

    @Override
    public void verifyDeterministic() {}

    @Override
    public boolean consistentWithEquals() {
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MetricCoder;
    }

    @Override
    public int hashCode() {
        return MetricCoder.class.hashCode();
    }
}
