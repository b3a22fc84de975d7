package org.dcd.runners.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ServiceLoader;
import org.apache.flink.api.common.externalresource.ExternalResourceDriver;
import org.apache.flink.api.common.externalresource.ExternalResourceDriverFactory;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;
import org.apache.flink.configuration.Configuration;
import org.dcd.transforms.ops.torch.Gpus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GpuDriverTest {
    @AfterEach
    void clear() {
        System.clearProperty(Gpus.GIVEN);
    }

    private static ExternalResourceDriver driver(String indices) throws Exception {
        ExternalResourceDriverFactory factory = ServiceLoader.load(ExternalResourceDriverFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(GpuDriverFactory.class::isInstance)
                .findFirst()
                .orElseThrow();
        Configuration configuration = new Configuration();
        configuration.setString("indices", indices);
        return factory.createExternalResourceDriver(configuration);
    }

    @Test
    void theGpusOfAWorkerAreSetAsAProperty() throws Exception {
        assertThat(driver("2, 3").retrieveResourceInfo(2))
                .extracting(
                        (ExternalResourceInfo gpu) -> gpu.getProperty("index").orElseThrow())
                .containsExactly("2", "3");
        assertThat(System.getProperty(Gpus.GIVEN)).isEqualTo("2,3");
    }

    @Test
    void invalidDeclarationsAreRefused() {
        assertThatThrownBy(() -> driver("0").retrieveResourceInfo(2))
                .hasMessageContainingAll("external-resource.gpu.amount is 2", "[0]");
        assertThatThrownBy(() -> driver("0,0")).hasMessageContaining("'0,0'");
        assertThatThrownBy(() -> driver("zero")).hasMessageContaining("'zero'");
    }
}
