package org.dcd.pipelines.archive;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dcd.pipelines.result.ScoreDifference;
import org.dcd.pipelines.workflow.CodeDifferences;
import org.dcd.schemas.Count;
import org.dcd.schemas.FileEntry;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.stage.ProgressLine;
import org.dcd.schemas.stage.ProgressLog;
import org.dcd.schemas.table.TableFiles;
import org.dcd.transforms.stage.FileNames;

/** Compares the files of a stage with those of the same stage of a repeated run. */
final class StageComparison {
    private static final int HASH_DIGITS = 12;

    /** Keys of the environment that cannot change results. */
    private static final Set<String> IRRELEVANT = Set.of("heap-mb", "memory-mb");

    private final StageCopy there;
    private final StageCopy here;
    private final List<String> differences = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    private StageComparison(StageCopy there, StageCopy here) {
        this.there = there;
        this.here = here;
    }

    /**
     * Compares two copies of a stage.
     *
     * @param there copy of the original run
     * @param here copy of the repeated run
     * @param differing names of the inputs of the stage that differ
     */
    static StageMatch of(String stage, StageCopy there, StageCopy here, List<String> differing) throws IOException {
        StageComparison comparison = new StageComparison(there, here);
        Map<String, FileEntry> theirs = files(there.manifest());
        Map<String, FileEntry> ours = files(here.manifest());
        Set<String> names = new TreeSet<>(theirs.keySet());
        names.addAll(ours.keySet());
        for (String name : names) {
            comparison.file(name, theirs.get(name), ours.get(name));
        }
        List<String> causes = comparison.differences.isEmpty() ? List.of() : comparison.causes(differing);
        return new StageMatch(stage, names.size(), comparison.differences, comparison.remarks, causes);
    }

    private static Map<String, FileEntry> files(Manifest manifest) {
        Map<String, FileEntry> files = new TreeMap<>();
        manifest.getFiles().forEach(file -> files.put(file.getPath(), file));
        return files;
    }

    private void file(String name, FileEntry theirs, FileEntry ours) throws IOException {
        if (theirs == null || ours == null) {
            differences.add(name + " exists only " + (ours == null ? "there" : "here"));
        } else if (!theirs.getSha256().equals(ours.getSha256())) {
            contents(name, theirs, ours);
        }
    }

    private void contents(String name, FileEntry theirs, FileEntry ours) throws IOException {
        if (name.equals(FileNames.REPORT)) {
            remarks.add(name + " contains times and is not compared");
        } else if (name.equals(ProgressLine.FILE) && progress(there).equals(progress(here))) {
            remarks.add(name + " is equal except for times");
        } else if (name.endsWith(TableFiles.SUFFIX)
                && TableFiles.holdTheSame(there.folder(), name, here.folder(), name)) {
            remarks.add(name + " is equal except for the order of a list in its footer");
        } else if (name.startsWith(FileNames.SCORES + "-") && name.endsWith(TableFiles.SUFFIX)) {
            differences.add(name + ": " + ScoreDifference.between(there.folder(), here.folder(), name));
        } else {
            differences.add(name + ": SHA-256 " + start(theirs) + " there, " + start(ours) + " here"
                    + (theirs.getBytes() == ours.getBytes()
                            ? ""
                            : ", " + Count.of(theirs.getBytes(), "byte") + " there, " + Count.of(ours.getBytes())
                                    + " here"));
        }
    }

    private static String start(FileEntry file) {
        String sha256 = file.getSha256();
        return sha256.substring(0, Math.min(HASH_DIGITS, sha256.length())) + "…";
    }

    /**
     * Values and messages of the progress log without times. Lines without them are omitted, as their number depends on
     * time.
     */
    private static List<ProgressLine> progress(StageCopy stage) throws IOException {
        return ProgressLog.read(stage.folder()).stream()
                .filter(line -> !line.values().isEmpty() || !line.message().isEmpty())
                .map(line -> new ProgressLine(0, line.done(), line.total(), line.unit(), line.values(), line.message()))
                .toList();
    }

    private List<String> causes(List<String> differing) {
        List<String> causes = new ArrayList<>();
        if (!differing.isEmpty()) {
            causes.add("different inputs: " + String.join(", ", differing));
        }
        Manifest theirs = there.manifest();
        Manifest ours = here.manifest();
        for (CodeDifferences.Difference code : CodeDifferences.between(
                theirs, CodeDifferences.of(ours, theirs.getCode().keySet()))) {
            causes.add("code of " + code.name() + " " + code.theirs() + " there, " + code.ours() + " here");
        }
        if (!theirs.getSpec().equals(ours.getSpec())) {
            causes.add("specification " + theirs.getSpec() + " there, " + ours.getSpec() + " here");
        }
        Set<String> names = new TreeSet<>(theirs.getEnvironment().keySet());
        names.addAll(ours.getEnvironment().keySet());
        names.removeAll(IRRELEVANT);
        for (String name : names) {
            String was = theirs.getEnvironment().getOrDefault(name, "not recorded");
            String is = ours.getEnvironment().getOrDefault(name, "not recorded");
            if (!was.equals(is)) {
                causes.add(name + " " + was + " there, " + is + " here");
            }
        }
        return causes;
    }
}
