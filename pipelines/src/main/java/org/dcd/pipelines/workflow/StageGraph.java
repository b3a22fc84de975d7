package org.dcd.pipelines.workflow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dcd.pipelines.experiment.Experiment;
import org.dcd.pipelines.experiment.ExternalInput;
import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.data.DatasetSource;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.measurement.MeasurementModel;
import org.dcd.transforms.measurement.NoiseAssumption;
import org.dcd.transforms.measurement.NoiseDependentSpec;
import org.dcd.transforms.stage.export.ModelOrigin;

/**
 * The stages of one experiment while a {@link Workflow} adds them. Stages are added after their inputs, and in that
 * order they are planned.
 */
public final class StageGraph {
    private final Experiment experiment;
    private final String yaml;
    private final DatasetSource.Summary data;
    private final String dataSha256;
    private final List<ExternalInput> files;
    private final ImageShape image;
    private final MeasurementModel model;
    private final Map<String, StageNode> nodes = new LinkedHashMap<>();
    /** By the key of the training. */
    private final Map<String, ModelOrigin> origins = new HashMap<>();

    private Optional<StageNode> noiseEstimate = Optional.empty();

    /**
     * @param yaml the resolved experiment
     * @param data what was found of the data set
     * @param dataSha256 hash of the data set
     * @param files all that the experiment reads from outside
     */
    StageGraph(
            Experiment experiment,
            String yaml,
            DatasetSource.Summary data,
            String dataSha256,
            List<ExternalInput> files) {
        this.experiment = experiment;
        this.yaml = yaml;
        this.data = data;
        this.dataSha256 = dataSha256;
        this.files = List.copyOf(files);
        this.image = new ImageShape(data.channels(), data.height(), data.width());
        this.model = new MeasurementModel(experiment.corruption().operator(), image);
    }

    public Experiment experiment() {
        return experiment;
    }

    /** The resolved experiment. */
    public String yaml() {
        return yaml;
    }

    /** What was found of the data set. */
    public DatasetSource.Summary data() {
        return data;
    }

    /** Hash of the data set. */
    public String dataSha256() {
        return dataSha256;
    }

    /** All that the experiment reads from outside. */
    public List<ExternalInput> files() {
        return files;
    }

    /** Shape of a clean image. */
    public ImageShape image() {
        return image;
    }

    /** How the data are measured, without noise. */
    public MeasurementModel model() {
        return model;
    }

    /**
     * Adds a stage. One that is there already is the same stage: several parts of a workflow may add what they need.
     *
     * @param name name within the experiment; stages of one kind are told apart by what follows a colon
     * @throws IllegalStateException when another stage has that name, or an input is not in the graph
     */
    public StageNode add(String kind, String name, StageSpec spec, NodeInput... inputs) {
        List<NodeInput> reads = List.of(inputs);
        StageNode before = nodes.get(name);
        if (before == null) {
            reads.forEach(input -> requireAdded(name, input));
            StageNode added = StageNode.of(kind, name, spec, reads);
            nodes.put(name, added);
            return added;
        }
        if (!before.kind().equals(kind)
                || !before.spec().equals(spec)
                || !before.inputs().equals(reads)) {
            throw new IllegalStateException(
                    "stage " + name + " is added twice and differs; give each stage a name of its own");
        }
        return before;
    }

    private void requireAdded(String name, NodeInput input) {
        StageNode read = nodes.get(input.name());
        if (read == null || !read.key().equals(input.key())) {
            throw new IllegalStateException(
                    "stage " + name + " reads " + input.name() + ", which is not in the graph; add that first");
        }
    }

    /** From here on, stages that need the noise level of the measurements take it from this stage. */
    public void estimateNoise(StageNode calibration) {
        noiseEstimate = Optional.of(calibration);
    }

    /**
     * Adds a stage that depends on the noise level: where that is estimated, the estimate is one more of its inputs.
     */
    public StageNode addNoisy(String kind, String name, NoiseDependentSpec spec, NodeInput... inputs) {
        if (!spec.awaitsEstimate()) {
            return add(kind, name, spec, inputs);
        }
        List<NodeInput> more = new ArrayList<>(List.of(inputs));
        more.add(noiseEstimate
                .orElseThrow(() -> new IllegalStateException("stage " + name
                        + " awaits an estimate of the noise level, and the graph has none; add calibrate first"))
                .as(NoiseAssumption.INPUT));
        return add(kind, name, spec, more.toArray(NodeInput[]::new));
    }

    /** Leaves out the stages that these do not need. */
    public void keep(Collection<StageNode> results) {
        Set<String> needed = needed(results);
        nodes.keySet().retainAll(needed);
    }

    /** Whether one of these is a stage or depends on it. */
    public boolean need(Collection<StageNode> results, StageNode stage) {
        return needed(results).contains(stage.name());
    }

    private Set<String> needed(Collection<StageNode> results) {
        Set<String> needed = new HashSet<>();
        results.forEach(result -> needed.add(result.name()));
        List<StageNode> all = nodes();
        for (int i = all.size() - 1; i >= 0; i--) {
            if (needed.contains(all.get(i).name())) {
                all.get(i).inputs().forEach(input -> needed.add(input.name()));
            }
        }
        return needed;
    }

    /** What an exported network says of how it came about. */
    public ModelOrigin origin(StageNode training) {
        return origins.computeIfAbsent(
                training.key(),
                unknown -> ModelOrigins.of(
                        training,
                        nodes,
                        files.stream()
                                .filter(file -> file.key().equals(ExternalInputs.DATASET))
                                .map(ExternalInput::sha256)
                                .findFirst()
                                .orElse("")));
    }

    /** Every stage after its inputs. */
    public List<StageNode> nodes() {
        return List.copyOf(nodes.values());
    }
}
