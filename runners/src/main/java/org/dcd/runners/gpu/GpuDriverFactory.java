package org.dcd.runners.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.externalresource.ExternalResourceDriver;
import org.apache.flink.api.common.externalresource.ExternalResourceDriverFactory;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;

/**
 * Gives the GPUs of a Flink worker to what runs there. Lies with Flink's plugins and knows nothing of the application;
 * what it found stands in the Java property {@value #FOUND}, as functions of Beam see nothing else of a worker.
 */
public final class GpuDriverFactory implements ExternalResourceDriverFactory {
    /** Indices of this worker's GPUs, with commas. */
    static final String FOUND = "dcd.gpus";

    /**
     * Declared GPUs; without any, {@code nvidia-smi} is asked. Given as {@code external-resource.gpu.param.indices}.
     */
    private static final ConfigOption<String> INDICES =
            ConfigOptions.key("indices").stringType().noDefaultValue();

    @Override
    public ExternalResourceDriver createExternalResourceDriver(Configuration config) throws Exception {
        String declared = config.get(INDICES);
        List<Integer> indices = declared == null ? NvidiaSmi.indices() : parse(declared);
        return new GpuDriver(indices);
    }

    private static List<Integer> parse(String declared) {
        List<Integer> indices = new ArrayList<>();
        for (String index : Stream.of(declared.split(",")).map(String::strip).toList()) {
            if (!index.matches("\\d{1,4}") || indices.contains(Integer.valueOf(index))) {
                throw new IllegalArgumentException("external-resource.gpu.param.indices must be different numbers with"
                        + " commas, such as 0,1, was '" + declared + "'");
            }
            indices.add(Integer.valueOf(index));
        }
        return indices;
    }
}
