package org.dcd.pipelines.cli.progress;

import java.util.List;

/** Where progress is shown. */
interface Display {
    /** @param stages all stages that this run makes, in order of the plan */
    void show(List<StageView> stages);

    /** Says something beside the stages, such as a rollback. */
    void say(String message);

    /** Takes away what is not final. */
    void close();
}
