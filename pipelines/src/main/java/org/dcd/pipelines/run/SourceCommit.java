package org.dcd.pipelines.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dcd.pipelines.experiment.PortablePath;
import org.dcd.pipelines.experiment.Sweep;

/**
 * State of the folder of an experiment file in git.
 *
 * @param commit hash of HEAD; null when it is unknown, as {@code unknown} explains
 * @param clean whether the folder and the files of the experiment have no uncommitted changes
 * @param notCommitted files of the experiment whose contents are not in the commit, including ignored files, by path
 *     relative to the folder
 * @param unknown what could not be determined, and why; empty when everything was
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SourceCommit(
        @JsonInclude String commit, @JsonInclude boolean clean, List<String> notCommitted, String unknown) {
    /** Replaces missing components of records of earlier versions. */
    public SourceCommit {
        notCommitted = notCommitted == null ? List.of() : List.copyOf(notCommitted);
        unknown = unknown == null ? "" : unknown;
    }

    /** State of the folder and the files of a sweep; empty when the folder is not in a work tree of git. */
    public static Optional<SourceCommit> of(Sweep sweep) {
        return of(sweep.folder(), sweep.files());
    }

    /**
     * State of a folder; empty when it is not in a work tree of git. Never throws.
     *
     * @param files files of the experiment, as real paths
     */
    public static Optional<SourceCommit> of(Path folder, List<Path> files) {
        Git.Answer top = Git.ask(folder, List.of("rev-parse", "--show-toplevel"));
        if (!top.isPresent()) {
            return isInWorkTree(folder) ? Optional.of(unknown("the commit: " + why(top.reason()))) : Optional.empty();
        }
        Git.Answer head = Git.ask(folder, List.of("rev-parse", "--verify", "HEAD"));
        String commit = head.text().strip();
        if (!commit.matches("[0-9a-f]{40,64}")) {
            return Optional.of(unknown("the commit: "
                    + (head.reason() == Git.Reason.TIMEOUT ? why(head.reason()) : "the repository has none yet")));
        }
        Optional<List<String>> notCommitted =
                notCommitted(folder, Path.of(top.text().strip()), files);
        Git.Answer status = Git.ask(folder, List.of("status", "--porcelain", "--", "."));
        if (notCommitted.isEmpty() || !status.isPresent()) {
            String why =
                    status.isPresent() ? "git could not compare the files of the experiment" : why(status.reason());
            return Optional.of(new SourceCommit(
                    commit,
                    false,
                    notCommitted.orElse(List.of()),
                    "whether the folder has uncommitted changes: " + why));
        }
        boolean clean = status.text().isEmpty() && notCommitted.get().isEmpty();
        return Optional.of(new SourceCommit(commit, clean, notCommitted.get(), ""));
    }

    private static SourceCommit unknown(String what) {
        return new SourceCommit(null, false, List.of(), what);
    }

    /** Explains a failure without paths of this machine. */
    private static String why(Git.Reason reason) {
        return switch (reason) {
            case MISSING -> "git is not on PATH";
            case NO_REPOSITORY -> "git does not accept the .git of the folder, or of one above it, as a repository";
            case FOREIGN -> "the repository belongs to another user, and git reads it only if safe.directory lists it";
            case TIMEOUT -> "git did not answer in time";
            case OTHER -> "git failed";
        };
    }

    private static boolean isInWorkTree(Path folder) {
        return Stream.iterate(folder.toAbsolutePath(), above -> above != null, Path::getParent)
                .anyMatch(above -> Files.exists(above.resolve(".git")));
    }

    /** A warning about what could not be determined, with the remedy; empty when everything was. */
    public Optional<String> problem() {
        return unknown.isEmpty()
                ? Optional.empty()
                : Optional.of("the record of this run will not contain " + unknown
                        + (unknown.contains("safe.directory")
                                ? "; allow it with: git config --global --add safe.directory FOLDER"
                                : ""));
    }

    /** Files whose contents are not in HEAD; empty when git fails. */
    private static Optional<List<String>> notCommitted(Path folder, Path top, List<Path> files) {
        try {
            Path root = top.toRealPath();
            List<Path> inside =
                    files.stream().filter(file -> file.startsWith(root)).toList();
            Map<Path, String> hashes = new HashMap<>();
            Map<String, String> committed = new HashMap<>();
            if (!inside.isEmpty()) {
                List<String> names = inside.stream()
                        .map(file -> PortablePath.text(root.relativize(file)))
                        .toList();
                Git.Answer tree = Git.ask(root, with(List.of("ls-tree", "-z", "--full-tree", "HEAD", "--"), names));
                Git.Answer now = Git.ask(root, with(List.of("hash-object", "--"), names));
                List<String> lines = now.text().lines().toList();
                if (!tree.isPresent() || !now.isPresent() || lines.size() != inside.size()) {
                    return Optional.empty();
                }
                for (int i = 0; i < inside.size(); i++) {
                    hashes.put(inside.get(i), lines.get(i));
                }
                for (String entry : tree.text().split("\0")) {
                    // <mode> blob <hash> TAB <path>
                    String[] parts = entry.split("[ \t]", 4);
                    if (parts.length == 4 && parts[1].equals("blob") && !parts[0].equals("120000")) {
                        committed.put(parts[3], parts[2]);
                    }
                }
            }
            Path from = folder.toRealPath();
            List<String> missing = new ArrayList<>();
            for (Path file : files) {
                String name = file.startsWith(root) ? PortablePath.text(root.relativize(file)) : "";
                if (!hashes.containsKey(file) || !hashes.get(file).equals(committed.get(name))) {
                    missing.add(PortablePath.way(from, file)
                            .map(PortablePath::text)
                            .orElse(file.getFileName().toString()));
                }
            }
            return Optional.of(missing);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<String> with(List<String> words, List<String> names) {
        return Stream.concat(words.stream(), names.stream()).toList();
    }
}
