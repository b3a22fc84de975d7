package org.dcd.pipelines.experiment;

import java.nio.file.Path;
import java.util.Optional;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.registry.Default;

/**
 * What runs graphs, and where: from the command line, or from a profile file of these keys.
 *
 * @param runner name of the runner
 * @param master of a cluster, {@code host:port} or the URL of its REST interface; runners in this process have none
 * @param gpus where training runs on a cluster
 * @param gpuScoring whether sampling and the features of scores run on those workers too
 * @param sharedStore whether workers on other machines see the store's folder under the same path, as on a network file
 *     system; a store with a URI needs no such word
 */
public record RunnerProfile(
        String runner,
        Optional<String> master,
        @Default("required") Gpus gpus,
        @Default("false") boolean gpuScoring,
        @Default("false") boolean sharedStore) {
    /** Where training runs on a cluster. */
    public enum Gpus {
        /** On workers that have a GPU and nowhere else. */
        REQUIRED,
        /** On any worker, as there are no GPUs and none are wanted. */
        NONE
    }

    /** A runner in this process. */
    public static RunnerProfile named(String runner) {
        return new RunnerProfile(runner, Optional.empty(), Gpus.REQUIRED, false, false);
    }

    /** Reads a profile file, as strictly as experiment files. */
    public static RunnerProfile read(Path file) {
        return parse(SourceText.read(file), SourceLocation.file(file));
    }

    /**
     * Reads what {@link #text} gave.
     *
     * @param source for messages
     */
    public static RunnerProfile of(String text, String source) {
        return parse(text, new SourceLocation(source, 1, 1, Path.of("").toAbsolutePath()));
    }

    /** All of it in one line, from which it can be read again. */
    public String text() {
        return CanonicalJson.of(this);
    }

    private static RunnerProfile parse(String text, SourceLocation location) {
        YamlNode node = YamlParser.parse(text, location)
                .orElseThrow(() -> new BadInputException(
                        location.source() + ": is empty; a profile of a runner begins with runner:"));
        if (!(node instanceof YamlNode.Mapping)) {
            throw node.location().error("needs keys such as runner: flink-cluster, was " + node.kind());
        }
        return Binder.bind(RunnerProfile.class, node);
    }

    /** The same with another master. */
    public RunnerProfile withMaster(String other) {
        return new RunnerProfile(runner, Optional.of(other), gpus, gpuScoring, sharedStore);
    }

    /** The same with GPUs required or not. */
    public RunnerProfile withGpus(Gpus other) {
        return new RunnerProfile(runner, master, other, gpuScoring, sharedStore);
    }

    /** The same with scores on GPUs too. */
    public RunnerProfile withGpuScoring() {
        return new RunnerProfile(runner, master, gpus, true, sharedStore);
    }
}
