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

/** The graph of stages that a {@link Workflow} builds for one experiment. A stage is added after its inputs. */
public final class StageGraph {
    private final Experiment experiment;
    private final String yaml;
    private final DatasetSource.Summary data;
    private final String dataSha256;
    private final List<ExternalInput> files;
    private final ImageShape image;
    private final MeasurementModel model;
    private final Map<String, StageNode> nodes = new LinkedHashMap<>();
    /** Origins by key of the stage that trained the model. */
    private final Map<String, ModelOrigin> origins = new HashMap<>();

    private Optional<StageNode> noiseEstimate = Optional.empty();

    /**
     * @param yaml the resolved experiment
     * @param data summary of the data set
     * @param dataSha256 hash of the data set
     * @param files all files that the experiment reads from outside the store
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

    /** The experiment. */
    public Experiment experiment() {
        return experiment;
    }

    /** The resolved experiment as YAML. */
    public String yaml() {
        return yaml;
    }

    /** Summary of the data set: counts and shape of its images. */
    public DatasetSource.Summary data() {
        return data;
    }

    /** SHA-256 of the data set in hexadecimal. */
    public String dataSha256() {
        return dataSha256;
    }

    /** All files that the experiment reads from outside the store. */
    public List<ExternalInput> files() {
        return files;
    }

    /** Shape of a clean image. */
    public ImageShape image() {
        return image;
    }

    /** The forward operator on images of the data set, without noise. */
    public MeasurementModel model() {
        return model;
    }

    /**
     * Adds a stage. Adding an equal stage again returns the first, so that several parts of a workflow may add what
     * they need.
     *
     * @param kind name of the stage kind
     * @param name name within the experiment; several stages of a kind have a suffix after a colon
     * @param spec the specification
     * @param inputs the stages that it reads, which are in the graph
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
                    "stage " + name + " is added twice with different settings; give each stage its own name");
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

    /** Sets the stage whose estimate of the noise level later stages use. */
    public void estimateNoise(StageNode calibration) {
        noiseEstimate = Optional.of(calibration);
    }

    /** Adds a stage that depends on the noise level. An estimated level is one more input of the stage. */
    public StageNode addNoisy(String kind, String name, NoiseDependentSpec spec, NodeInput... inputs) {
        if (!spec.awaitsEstimate()) {
            return add(kind, name, spec, inputs);
        }
        List<NodeInput> more = new ArrayList<>(List.of(inputs));
        more.add(noiseEstimate
                .orElseThrow(() -> new IllegalStateException("stage " + name
                        + " needs an estimate of the noise level, but the graph has none; add calibrate first"))
                .as(NoiseAssumption.INPUT));
        return add(kind, name, spec, more.toArray(NodeInput[]::new));
    }

    /** Removes all stages that the results do not depend on. */
    public void keep(Collection<StageNode> results) {
        Set<String> needed = needed(results);
        nodes.keySet().retainAll(needed);
    }

    /** Whether a result is the stage or depends on it. */
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

    /** The origin of a trained model, which is written into its exported network. */
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

    /** The stages, each after its inputs. */
    public List<StageNode> nodes() {
        return List.copyOf(nodes.values());
    }
}
