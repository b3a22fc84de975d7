package org.dcd.runners.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.resources.CPUResource;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.ClusterOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalResourceOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.NettyShuffleEnvironmentOptions;
import org.apache.flink.configuration.QueryableStateOptions;
import org.apache.flink.configuration.ResourceManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;

/** Configurations as Flink itself interprets them. */
final class FlinkOptions {
    private static final List<Class<?>> CLASSES = List.of(
            BlobServerOptions.class,
            ClusterOptions.class,
            CoreOptions.class,
            ExternalResourceOptions.class,
            JobManagerOptions.class,
            NettyShuffleEnvironmentOptions.class,
            QueryableStateOptions.class,
            ResourceManagerOptions.class,
            RestOptions.class,
            SecurityOptions.class,
            TaskManagerOptions.class);

    private FlinkOptions() {}

    /**
     * Asserts that the memory of a worker suffices for jobs, as {@link ClusterRequirements} checks on a running one.
     */
    static void assertFitsJobs(Map<String, String> config) {
        TaskExecutorProcessSpec spec = TaskExecutorProcessUtils.processSpecFromConfig(Configuration.fromMap(config));
        int slots = Integer.parseInt(config.get("taskmanager.numberOfTaskSlots"));
        assertThat(spec.getCpuCores()).isEqualTo(new CPUResource(slots));
        assertThat(spec.getTaskHeapSize().getMebiBytes()).isBetween(256, 4096);
        assertThat(spec.getManagedMemorySize().getMebiBytes()).isEqualTo(slots * GpuPinning.MANAGED_MB);
        // 16 buffers of 32 KiB for each of 40 operators of a slot
        assertThat(spec.getNetworkMemSize().getKibiBytes()).isGreaterThan(slots * 40L * 16 * 32);
    }

    static void assertKnown(Map<String, String> config) {
        Set<String> known = known();
        assertThat(known.size()).isGreaterThan(200);
        assertThat(config.keySet().stream()
                        .filter(key -> !known.contains(key))
                        .filter(key ->
                                !key.matches("external-resource\\.(gpu|cpuslot)\\.(amount|driver-factory\\.class)")))
                .as("keys that Flink does not know")
                .isEmpty();
    }

    private static Set<String> known() {
        Set<String> keys = new HashSet<>();
        CLASSES.stream()
                .flatMap(type -> Stream.of(type.getDeclaredFields()))
                .forEach(field -> keys.addAll(keys(field)));
        return keys;
    }

    private static List<String> keys(Field field) {
        try {
            // some options are documented and not public
            field.setAccessible(true);
            return field.getType() == ConfigOption.class
                    ? List.of(((ConfigOption<?>) field.get(null)).key())
                    : List.of();
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
