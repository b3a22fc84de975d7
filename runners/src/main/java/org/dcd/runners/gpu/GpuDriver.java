package org.dcd.runners.gpu;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.api.common.externalresource.ExternalResourceDriver;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;

/** The GPUs of one worker. */
record GpuDriver(List<Integer> indices) implements ExternalResourceDriver {
    @Override
    public Set<? extends ExternalResourceInfo> retrieveResourceInfo(long amount) {
        if (amount > indices.size()) {
            throw new IllegalStateException("external-resource.gpu.amount is " + amount
                    + ", but this worker has the GPUs " + indices + "; lower it");
        }
        List<Integer> given = indices.subList(0, Math.toIntExact(amount));
        System.setProperty(
                GpuDriverFactory.FOUND, given.stream().map(String::valueOf).collect(Collectors.joining(",")));
        return given.stream().map(GpuInfo::new).collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
