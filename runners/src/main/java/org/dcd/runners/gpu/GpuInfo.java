package org.dcd.runners.gpu;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;

/** One GPU, with its {@code index} as CUDA counts. */
record GpuInfo(int index) implements ExternalResourceInfo {
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
