package org.dcd.runners.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.dcd.runners.cluster.FlinkKeys.WorkerSize;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Validates the files in docs/kubernetes against the schema of FlinkDeployment of the operator (version 1.10.0), which
 * includes that of pods, and against the options of Flink. It does not run them on Kubernetes.
 */
class KubernetesTest {
    private static final Path DOCS = Path.of("..", "docs", "kubernetes");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<TreeMap<String, String>> TEXTS = new TypeReference<>() {};

    /** Keys that the operator sets from the memory and cores of a pod. */
    private static final Set<String> OF_THE_POD = Set.of("taskmanager.memory.task.heap.size", "taskmanager.cpu.cores");

    @Test
    void theClusterFitsTheSchemaOfTheOperator() throws IOException {
        JsonNode cluster = documents("cluster.yaml").get(0);

        assertThat(cluster.path("apiVersion").asText()).isEqualTo("flink.apache.org/v1beta1");
        assertThat(cluster.path("kind").asText()).isEqualTo("FlinkDeployment");
        assertThat(problems(schemaOfSpec(), cluster.path("spec"))).isEmpty();
    }

    @Test
    void anUnknownFieldIsFound() throws IOException {
        ObjectNode spec = documents("cluster.yaml").get(0).path("spec").deepCopy();
        spec.put("serviceAcount", "flink");
        spec.with("flinkConfiguration").put("slot.idle.timeout", 100);

        assertThat(problems(schemaOfSpec(), spec)).hasSize(2);
    }

    @Test
    void workersWithGpusHaveTheKeysOfADistribution() throws IOException {
        JsonNode spec = documents("cluster.yaml").get(0).path("spec");
        Map<String, String> config = JSON.convertValue(spec.path("flinkConfiguration"), TEXTS);

        FlinkOptions.assertKnown(config);
        assertThat(config).containsAllEntriesOf(FlinkKeys.manager());
        assertThat(config).containsAllEntriesOf(withoutPod(FlinkKeys.gpuWorker(new WorkerSize(1, 0, 4096))));
        config.put(
                "taskmanager.memory.process.size",
                spec.path("taskManager").path("resource").path("memory").asText());
        FlinkOptions.assertFitsJobs(config);
        assertThat(spec.at("/taskManager/podTemplate/spec/containers/0/resources/limits/nvidia.com~1gpu")
                        .asText())
                .isEqualTo(config.get("external-resource.gpu.amount"));
    }

    @Test
    void workersWithoutGpusHaveTheKeysOfADistributionAndTheAddressOfTheJobManager() throws IOException {
        JsonNode cluster = documents("cluster.yaml").get(0);
        JsonNode map = documents("cpu-workers.yaml").get(0);
        Map<String, String> config = JSON.convertValue(
                yaml(map.path("data").path("config.yaml").asText()).get(0), TEXTS);

        FlinkOptions.assertKnown(config);
        assertThat(config).containsAllEntriesOf(withoutPod(FlinkKeys.cpuWorker(new WorkerSize(4, 0, 4096))));
        FlinkOptions.assertFitsJobs(config);
        assertThat(config.get("jobmanager.rpc.address"))
                .isEqualTo(cluster.at("/metadata/name").asText() + "."
                        + cluster.at("/metadata/namespace").asText());
    }

    @Test
    void theDeploymentOfWorkersIsComplete() throws IOException {
        List<JsonNode> documents = documents("cpu-workers.yaml");
        JsonNode deployment = documents.get(1);
        JsonNode template = deployment.at("/spec/template");

        assertThat(documents)
                .extracting(document -> document.path("kind").asText())
                .containsExactly("ConfigMap", "Deployment");
        assertThat(deployment.path("apiVersion").asText()).isEqualTo("apps/v1");
        assertThat(deployment.at("/spec/selector/matchLabels")).isEqualTo(template.at("/metadata/labels"));
        assertThat(problems(schemaOfSpec().at("/properties/podTemplate"), template))
                .isEmpty();
        assertThat(template.at("/spec/volumes/0/configMap/name"))
                .isEqualTo(documents.get(0).at("/metadata/name"));
        assertThat(template.at("/spec/containers/0/image"))
                .isEqualTo(documents("cluster.yaml").get(0).at("/spec/image"));
        // the memory that Flink uses is the memory limit of the pod
        assertThat(template.at("/spec/containers/0/resources/limits/memory").asText())
                .isEqualTo("7168Mi");
    }

    @Test
    void allObjectsShareANamespaceAndTheSecretOfTheWorkersExists() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        for (String file : List.of("store.yaml", "cluster.yaml", "cpu-workers.yaml")) {
            all.addAll(documents(file));
        }

        assertThat(all).allSatisfy(one -> {
            assertThat(one.path("apiVersion").asText()).isNotEmpty();
            assertThat(one.at("/metadata/name").asText()).isNotEmpty();
            assertThat(one.at("/metadata/namespace").asText()).isEqualTo("dcd");
        });
        String secret = all.get(0).at("/metadata/name").asText();
        assertThat(all.get(0).path("kind").asText()).isEqualTo("Secret");
        assertThat(all.get(1)
                        .at("/spec/taskManager/podTemplate/spec/containers/0/envFrom/0/secretRef/name")
                        .asText())
                .isEqualTo(secret);
        assertThat(all.get(3)
                        .at("/spec/template/spec/containers/0/envFrom/0/secretRef/name")
                        .asText())
                .isEqualTo(secret);
    }

    private static Map<String, String> withoutPod(Map<String, String> keys) {
        Map<String, String> some = new TreeMap<>(keys);
        some.keySet().removeAll(OF_THE_POD);
        return some;
    }

    private static Set<ValidationMessage> problems(JsonNode schema, JsonNode value) {
        return JsonSchemaFactory.getInstance(VersionFlag.V7)
                .getSchema(strict(schema.deepCopy()))
                .validate(value);
    }

    /** Kubernetes silently ignores unknown fields. */
    private static JsonNode strict(JsonNode schema) {
        if (schema instanceof ObjectNode object
                && object.path("type").asText().equals("object")
                && object.has("properties")
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        schema.forEach(KubernetesTest::strict);
        return schema;
    }

    private static JsonNode schemaOfSpec() throws IOException {
        try (InputStream crd = KubernetesTest.class.getResourceAsStream(
                "/META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml")) {
            JsonNode definition = JSON.valueToTree(new Load(settings()).loadFromInputStream(crd));
            return definition.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
        }
    }

    private static List<JsonNode> documents(String file) throws IOException {
        return yaml(Files.readString(DOCS.resolve(file)));
    }

    private static List<JsonNode> yaml(String text) {
        Iterable<Object> documents = new Load(settings()).loadAllFromString(text);
        return StreamSupport.stream(documents.spliterator(), false)
                .<JsonNode>map(JSON::valueToTree)
                .toList();
    }

    private static LoadSettings settings() {
        return LoadSettings.builder().setCodePointLimit(1 << 22).build();
    }
}
