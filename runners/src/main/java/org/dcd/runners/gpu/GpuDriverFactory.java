package org.dcd.runners.gpu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.externalresource.ExternalResourceDriver;
import org.apache.flink.api.common.externalresource.ExternalResourceDriverFactory;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;

/**
 * Reports the GPUs of a Flink worker to Flink and to the stages that run there. It is loaded from Flink's plugins
 * folder and does not depend on the application. The Java property {@value #FOUND} holds the GPUs, because functions of
 * Beam cannot ask Flink for them.
 */
public final class GpuDriverFactory implements ExternalResourceDriverFactory {
    /** Indices of the GPUs of this worker, separated by commas. */
    static final String FOUND = "dcd.gpus";

    /** Declared GPUs, {@code external-resource.gpu.param.indices}; without it, {@code nvidia-smi} lists them. */
    private static final ConfigOption<String> INDICES =
            ConfigOptions.key("indices").stringType().noDefaultValue();

    @Override
    public ExternalResourceDriver createExternalResourceDriver(Configuration config) throws Exception {
        String declared = config.get(INDICES);
        List<Integer> indices = declared == null ? NvidiaSmi.indices() : parse(declared);
        return new Driver(indices);
    }

    private static List<Integer> parse(String declared) {
        List<Integer> indices = new ArrayList<>();
        for (String index : Stream.of(declared.split(",")).map(String::strip).toList()) {
            if (!index.matches("\\d{1,4}") || indices.contains(Integer.valueOf(index))) {
                throw new IllegalArgumentException(
                        "external-resource.gpu.param.indices must be different numbers separated"
                                + " by commas, such as 0,1, was '" + declared + "'");
            }
            indices.add(Integer.valueOf(index));
        }
        return indices;
    }

    /** The GPUs of one worker. */
    private record Driver(List<Integer> indices) implements ExternalResourceDriver {
        @Override
        public Set<? extends ExternalResourceInfo> retrieveResourceInfo(long amount) {
            if (amount > indices.size()) {
                throw new IllegalStateException("external-resource.gpu.amount is " + amount
                        + ", but this worker has only the GPUs " + indices + "; lower it");
            }
            List<Integer> given = indices.subList(0, Math.toIntExact(amount));
            System.setProperty(FOUND, given.stream().map(String::valueOf).collect(Collectors.joining(",")));
            return given.stream().map(Gpu::new).collect(Collectors.toCollection(LinkedHashSet::new));
        }
    }

    /** One GPU. Its property {@code index} is its number in CUDA. */
    private record Gpu(int index) implements ExternalResourceInfo {
        private static final String INDEX = "index";

        @Override
        public Optional<String> getProperty(String key) {
            return key.equals(INDEX) ? Optional.of(Integer.toString(index)) : Optional.empty();
        }

        @Override
        public Collection<String> getKeys() {
            return List.of(INDEX);
        }
    }

    /** Lists the GPUs of this machine with {@code nvidia-smi}. CUDA numbers the visible ones from 0. */
    private static final class NvidiaSmi {
        private static final long TIMEOUT_SECONDS = 30;
        private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

        private NvidiaSmi() {}

        static List<Integer> indices() throws IOException, InterruptedException {
            String visible = System.getenv().getOrDefault(VISIBLE, "");
            int count = visible.isBlank() ? count() : visible.split(",").length;
            return IntStream.range(0, count).boxed().toList();
        }

        private static int count() throws IOException, InterruptedException {
            Process process = new ProcessBuilder("nvidia-smi", "--query-gpu=index", "--format=csv,noheader")
                    .redirectErrorStream(true)
                    .start();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("nvidia-smi does not end within " + TIMEOUT_SECONDS + " s");
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            List<String> lines = output.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            if (process.exitValue() != 0 || lines.isEmpty() || !lines.stream().allMatch(line -> line.matches("\\d+"))) {
                throw new IOException("nvidia-smi lists no GPU: " + output.strip());
            }
            return lines.size();
        }
    }
}
