package org.dcd.pipelines.run;

/** Thrown when the state of a job is unknown: its cluster does not know the job, or does not answer. */
public final class JobLostException extends Exception {
    private final boolean isNotFound;

    private JobLostException(String message, boolean isNotFound, Throwable cause) {
        super(message, cause);
        this.isNotFound = isNotFound;
    }

    /** The job manager was restarted and does not know the job: missing stages have to be submitted again. */
    public static JobLostException notFound(JobAddress job) {
        return new JobLostException(
                "the job manager at " + job.master() + " does not know job " + job.id()
                        + " (it was probably restarted)",
                true,
                null);
    }

    /** The cluster does not answer. The job may or may not run. */
    public static JobLostException noAnswer(JobAddress job, Throwable cause) {
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new JobLostException(
                "the job manager at " + job.master() + " does not answer (" + reason + ")", false, cause);
    }

    /** Whether the cluster does not know the job; otherwise it does not answer. */
    boolean isNotFound() {
        return isNotFound;
    }
}
