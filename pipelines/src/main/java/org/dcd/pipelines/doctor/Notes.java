package org.dcd.pipelines.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dcd.schemas.io.Reasons;
import org.dcd.transforms.natives.NativeProblem;

/** Collects what an examination finds. */
final class Notes {
    private final List<String> summary = new ArrayList<>();
    private final Map<String, Object> facts = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    /** Runs an examination; what it throws is an error of the part that it examines. */
    static Finding of(Examination examination) {
        Notes notes = new Notes();
        long start = System.nanoTime();
        try {
            examination.run(notes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            notes.error("the examination was interrupted", "run dcd doctor again");
        } catch (Exception | Error e) {
            notes.error(reason(e), "see docs/gpu.md; if it remains, report it with the output of dcd doctor --json");
        }
        return notes.finding(examination.name(), (System.nanoTime() - start) * 1e-9);
    }

    /** The innermost reason of a failure, in one line. */
    static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text = root instanceof Error error
                ? Reasons.of(error)
                : root instanceof IOException io ? Reasons.of(io) : String.valueOf(root.getMessage());
        return text.lines().findFirst().orElse(root.getClass().getSimpleName());
    }

    /** Adds a part to the summary. */
    Notes say(String part) {
        summary.add(part);
        return this;
    }

    Notes fact(String name, Object value) {
        facts.put(name, value);
        return this;
    }

    Notes problem(Severity severity, String problem, String remedy) {
        problems.add(new Problem(severity, problem, remedy));
        return this;
    }

    Notes error(String problem, String remedy) {
        return problem(Severity.ERROR, problem, remedy);
    }

    Notes error(NativeProblem problem) {
        return error(problem.problem(), problem.remedy());
    }

    Notes warning(String problem, String remedy) {
        return problem(Severity.WARNING, problem, remedy);
    }

    Finding finding(String name, double seconds) {
        return new Finding(name, String.join(", ", summary), facts, problems, seconds);
    }
}
