package org.dcd.pipelines.doctor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The program of a process that runs examinations. It appends one line to a file before and after each, so that the
 * findings of a process that crashed are known.
 */
public final class ExaminationProcess {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ExaminationProcess() {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Line(String started, Finding finding) {}

    /**
     * Runs examinations.
     *
     * @param args the file of results, and the names of the examinations
     */
    public static void main(String[] args) throws IOException {
        Path results = Path.of(args[0]);
        for (String name : Arrays.asList(args).subList(1, args.length)) {
            append(results, new Line(name, null));
            Finding finding = Notes.of(Doctor.ofName(name));
            append(results, new Line(null, finding));
            if (isWithoutLibtorch(finding)) {
                break;
            }
        }
        // threads of native libraries may still run
        Runtime.getRuntime().exit(0);
    }

    /** Whether the other examinations of the process cannot run. */
    static boolean isWithoutLibtorch(Finding finding) {
        return finding.check().equals(LibtorchExamination.NAME) && finding.worst() == Severity.ERROR;
    }

    private static void append(Path results, Line line) throws IOException {
        Files.writeString(results, JSON.writeValueAsString(line) + "\n", StandardOpenOption.APPEND);
    }

    /** Findings in a file of results. */
    static List<Finding> findings(Path results) throws IOException {
        return lines(results).stream()
                .map(Line::finding)
                .filter(finding -> finding != null)
                .toList();
    }

    /** The examination that was running when the process ended; empty when none was. */
    static Optional<String> running(Path results) throws IOException {
        List<Line> lines = lines(results);
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(lines.get(lines.size() - 1).started());
    }

    /** The last line may be incomplete. */
    private static List<Line> lines(Path results) throws IOException {
        List<Line> lines = new ArrayList<>();
        for (String line : Files.readAllLines(results)) {
            try {
                lines.add(JSON.readValue(line, Line.class));
            } catch (JsonProcessingException incomplete) {
                break;
            }
        }
        return lines;
    }
}
