package org.dcd.pipelines.experiment;

import java.nio.file.Path;
import java.util.Optional;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Range;
import org.dcd.transforms.registry.Ranges;

/**
 * The runner of Beam graphs and its settings, from the command line or from a profile file with these keys.
 *
 * @param runner name of the runner
 * @param master address of a cluster, {@code host:port} or the URL of its REST interface; empty for runners in this
 *     process
 * @param gpus where training runs on a cluster
 * @param gpusPerTraining GPUs of one worker that a training takes; its result does not depend on it
 * @param gpuScoring whether sampling and the features of scores run on the workers with GPUs too
 * @param sharedStore whether workers on other machines see the folder of the store under the same path, as on a network
 *     file system; not needed for a store with a URI
 */
public record RunnerProfile(
        String runner,
        Optional<String> master,
        @Default("required") Gpus gpus,
        @Default("1") @Range("[1, 64]") int gpusPerTraining,
        @Default("false") boolean gpuScoring,
        @Default("false") boolean sharedStore) {
    public RunnerProfile {
        Ranges.check(RunnerProfile.class, gpusPerTraining);
    }

    /** Where training runs on a cluster. */
    public enum Gpus {
        /** Only on workers with a GPU. */
        REQUIRED,
        /** On any worker, on its CPU. */
        NONE
    }

    /** The profile of a runner in this process. */
    public static RunnerProfile named(String runner) {
        return new RunnerProfile(runner, Optional.empty(), Gpus.REQUIRED, 1, false, false);
    }

    /**
     * Reads a profile file, as strictly as experiment files.
     *
     * @throws BadInputException with file, line, column and remedy
     */
    public static RunnerProfile read(Path file) {
        return parse(SourceText.read(file), SourceLocation.file(file));
    }

    /**
     * Reads the text of {@link #text}.
     *
     * @param source name of the text in messages
     */
    public static RunnerProfile of(String text, String source) {
        return parse(text, new SourceLocation(source, 1, 1, Path.of("").toAbsolutePath()));
    }

    /** The profile as one line of JSON, which {@link #of} reads. */
    public String text() {
        return CanonicalJson.of(this);
    }

    private static RunnerProfile parse(String text, SourceLocation location) {
        YamlNode node = YamlParser.parse(text, location)
                .orElseThrow(() ->
                        new BadInputException(location.source() + ": is empty; a runner profile starts with runner:"));
        if (!(node instanceof YamlNode.Mapping)) {
            throw node.location().error("needs keys such as runner: flink-cluster, was " + node.kind());
        }
        return Binder.bind(RunnerProfile.class, node);
    }

    /** This profile with another master. */
    public RunnerProfile withMaster(String other) {
        return new RunnerProfile(runner, Optional.of(other), gpus, gpusPerTraining, gpuScoring, sharedStore);
    }

    /** This profile with another setting of GPUs. */
    public RunnerProfile withGpus(Gpus other) {
        return new RunnerProfile(runner, master, other, gpusPerTraining, gpuScoring, sharedStore);
    }

    /** This profile with another number of GPUs for each training. */
    public RunnerProfile withGpusPerTraining(int other) {
        return new RunnerProfile(runner, master, gpus, other, gpuScoring, sharedStore);
    }

    /** This profile with scoring on GPUs. */
    public RunnerProfile withGpuScoring() {
        return new RunnerProfile(runner, master, gpus, gpusPerTraining, true, sharedStore);
    }
}
