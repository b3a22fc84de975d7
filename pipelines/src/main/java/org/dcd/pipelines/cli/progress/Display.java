package org.dcd.pipelines.cli.progress;

import java.util.List;

/** Shows the progress of stages. */
interface Display {
    /** @param stages all stages that this run executes, in the order of the plan */
    void show(List<StageProgress> stages);

    /** Prints a message, such as that of a rollback. */
    void say(String message);

    /** Removes lines that are not final. */
    void close();
}
