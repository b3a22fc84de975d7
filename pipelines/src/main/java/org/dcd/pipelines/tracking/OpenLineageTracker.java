package org.dcd.pipelines.tracking;

import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.RunEvent.EventType;
import io.openlineage.client.transports.ApiKeyTokenProvider;
import io.openlineage.client.transports.HttpConfig;
import io.openlineage.client.transports.HttpTransport;
import io.openlineage.client.utils.UUIDUtils;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dcd.pipelines.run.RunRecord;
import org.dcd.pipelines.store.Environment;
import org.dcd.pipelines.store.Manifests;
import org.dcd.pipelines.store.Store;
import org.dcd.pipelines.workflow.NodeInput;
import org.dcd.pipelines.workflow.Plan;
import org.dcd.pipelines.workflow.PlannedStage;
import org.dcd.pipelines.workflow.StageNode;
import org.dcd.pipelines.workflow.SweepPlan;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.stage.StageId;
import org.dcd.transforms.stage.StageKinds;

/**
 * Sends events of <a href="https://openlineage.io/docs/spec/object-model">OpenLineage</a>. The run of an experiment is
 * a run, each stage that it makes is a child run, and each stage of the store is a data set, named by kind and key,
 * whose version is its key. Cached stages cause no events: the run that made them has sent theirs.
 */
final class OpenLineageTracker implements Tracker {
    /** Timeout of connections and answers. */
    private static final int TIMEOUT_MILLIS = 3000;

    private static final String STAGE_FACET = "dcd_stage";

    private final String version = Environment.describe().get("dcd");
    private final OpenLineage lineage = new OpenLineage(URI.create("urn:dcd:" + version));
    private final HttpTransport transport;
    private final String jobs;
    private final String datasets;
    private final UUID run = UUIDUtils.generateNewUUID();
    private String experiment;

    /** @param store location of the store, which is the namespace of the data sets */
    OpenLineageTracker(OpenLineageSettings settings, String store) {
        HttpConfig config = new HttpConfig();
        config.setUrl(settings.address().uri());
        settings.endpoint().ifPresent(config::setEndpoint);
        config.setTimeoutInMillis(TIMEOUT_MILLIS);
        settings.apiKey()
                .ifPresentOrElse(
                        key -> {
                            ApiKeyTokenProvider provider = new ApiKeyTokenProvider();
                            provider.setApiKey(key);
                            config.setAuth(provider);
                        },
                        () -> settings.address()
                                .login()
                                .ifPresent(login -> config.setHeaders(Map.of("Authorization", login.basic()))));
        this.transport = new HttpTransport(config);
        this.jobs = settings.namespace();
        this.datasets = namespace(store);
    }

    /** Location of a store as a URI. */
    static String namespace(String store) {
        return Store.isRemote(store)
                ? store
                : Path.of(store).toAbsolutePath().toUri().toString().replaceAll("/+$", "");
    }

    @Override
    public void began(SweepPlan sweep, Instant when) {
        experiment = sweep.sweep().name();
        emit(EventType.START, when, ofRun(null));
    }

    @Override
    public void ended(Ending ending, String reason, Instant when) {
        EventType type =
                switch (ending) {
                    case DONE -> EventType.COMPLETE;
                    case FAILED -> EventType.FAIL;
                    case CANCELLED -> EventType.ABORT;
                };
        emit(type, when, ofRun(reason.isEmpty() ? null : reason));
    }

    @Override
    public void made(PlannedStage stage, Manifest manifest) {
        Instant started = Instant.parse(manifest.getStarted());
        OpenLineage.RunEventBuilder event = ofStage(stage, null);
        emit(EventType.START, started, event);
        emit(EventType.COMPLETE, started.plusMillis(Math.round(1000 * Manifests.elapsed(manifest))), event);
    }

    /** Sends no start: a failed stage has no manifest with its start. */
    @Override
    public void failed(PlannedStage stage, String reason, Instant when) {
        emit(EventType.FAIL, when, ofStage(stage, reason));
    }

    /** Does nothing: points share stages, which are reported by the run of all points. */
    @Override
    public void recorded(int point, Plan plan, RunRecord record) {}

    private void emit(EventType type, Instant when, OpenLineage.RunEventBuilder event) {
        ZonedDateTime time = when.atZone(ZoneOffset.UTC);
        transport.emit(event.eventType(type).eventTime(time).build());
    }

    private OpenLineage.RunEventBuilder ofRun(String error) {
        return lineage.newRunEventBuilder()
                .run(lineage.newRun(run, facets(error).build()))
                .job(lineage.newJob(jobs, experiment, jobFacets("EXPERIMENT")))
                .inputs(List.of())
                .outputs(List.of());
    }

    private OpenLineage.RunEventBuilder ofStage(PlannedStage stage, String error) {
        StageNode node = stage.node();
        OpenLineage.ParentRunFacet parent = lineage.newParentRunFacetBuilder()
                .run(lineage.newParentRunFacetRun(run))
                .job(lineage.newParentRunFacetJob(jobs, experiment))
                .build();
        OpenLineage.RunFacets facets =
                facets(error).parent(parent).put(STAGE_FACET, stageFacet(node)).build();
        return lineage.newRunEventBuilder()
                .run(lineage.newRun(UUIDUtils.generateNewUUID(), facets))
                .job(lineage.newJob(jobs, experiment + "." + stage.label(), jobFacets("STAGE")))
                .inputs(node.inputs().stream().map(this::input).distinct().toList())
                .outputs(List.of(lineage.newOutputDatasetBuilder()
                        .namespace(datasets)
                        .name(dataset(node.id()))
                        .facets(version(node.key()))
                        .build()));
    }

    private OpenLineage.RunFacetsBuilder facets(String error) {
        OpenLineage.RunFacetsBuilder facets = lineage.newRunFacetsBuilder()
                .processing_engine(lineage.newProcessingEngineRunFacet(version, "DCD", version));
        return error == null ? facets : facets.errorMessage(lineage.newErrorMessageRunFacet(error, "JAVA", null));
    }

    private OpenLineage.JobFacets jobFacets(String type) {
        return lineage.newJobFacetsBuilder()
                .jobType(lineage.newJobTypeJobFacet("BATCH", "DCD", type))
                .build();
    }

    private OpenLineage.RunFacet stageFacet(StageNode node) {
        OpenLineage.RunFacet facet = lineage.newRunFacet();
        facet.getAdditionalProperties().put("name", node.name());
        facet.getAdditionalProperties().put("kind", node.kind());
        facet.getAdditionalProperties().put("key", node.key());
        facet.getAdditionalProperties().put("codeVersion", StageKinds.codeVersion(node.kind()));
        facet.getAdditionalProperties().put("code", node.code());
        return facet;
    }

    private OpenLineage.InputDataset input(NodeInput input) {
        return lineage.newInputDatasetBuilder()
                .namespace(datasets)
                .name(dataset(input.id()))
                .facets(version(input.key()))
                .build();
    }

    private OpenLineage.DatasetFacets version(String key) {
        return lineage.newDatasetFacetsBuilder()
                .version(lineage.newDatasetVersionDatasetFacet(key))
                .build();
    }

    private static String dataset(StageId id) {
        return id.path();
    }

    @Override
    public void close() throws IOException {
        transport.close();
    }
}
