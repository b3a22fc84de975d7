package org.dcd.pipelines.cli.progress;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Shows one line per running stage and rewrites it; finished stages scroll up as final lines. */
final class TerminalDisplay implements Display {
    private static final String ESCAPE = "\u001b[";
    private static final String CLEAR_BELOW = ESCAPE + "0J";

    private final PrintWriter out;
    private final int width;
    private final Set<String> finished = new HashSet<>();
    private List<String> live = List.of();

    TerminalDisplay(PrintWriter out, int width) {
        this.out = out;
        this.width = width;
    }

    @Override
    public void show(List<StageProgress> stages) {
        StringBuilder text = new StringBuilder(back());
        for (StageProgress stage : stages) {
            if (stage.state() == StageProgress.State.DONE && finished.add(stage.name())) {
                text.append(ProgressText.done(stage)).append('\n');
            }
        }
        live = stages.stream()
                .filter(stage -> stage.state() == StageProgress.State.RUNNING)
                // the last column stays free: some terminals wrap when it is filled
                .map(stage -> ProgressText.live(stage, width - 1))
                .toList();
        live.forEach(line -> text.append(line).append('\n'));
        write(text);
    }

    @Override
    public void say(String message) {
        StringBuilder text = new StringBuilder(back()).append(message).append('\n');
        live.forEach(line -> text.append(line).append('\n'));
        write(text);
    }

    @Override
    public void close() {
        write(new StringBuilder(back()));
        live = List.of();
    }

    /** Moves the cursor to the first live line and clears from there. */
    private String back() {
        return live.isEmpty() ? "" : "\r" + ESCAPE + live.size() + "A" + CLEAR_BELOW;
    }

    private void write(StringBuilder text) {
        out.print(text);
        out.flush();
    }
}
