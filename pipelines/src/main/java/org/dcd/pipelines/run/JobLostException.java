package org.dcd.pipelines.run;

/** A job is out of sight: its cluster has forgotten it, or does not answer. */
public final class JobLostException extends Exception {
    private final boolean forgotten;

    private JobLostException(String message, boolean forgotten, Throwable cause) {
        super(message, cause);
        this.forgotten = forgotten;
    }

    /** The job manager was started again, and knows nothing of the job: what is missing is to be made by another. */
    public static JobLostException notFound(JobAddress job) {
        return new JobLostException(
                "the job manager at " + job.master() + " has forgotten job " + job.id()
                        + ", as one that was started again",
                true,
                null);
    }

    /** The job may or may not be at work. */
    public static JobLostException noAnswer(JobAddress job, Throwable cause) {
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new JobLostException(
                "the job manager at " + job.master() + " does not answer (" + reason + ")", false, cause);
    }

    boolean isNotFound() {
        return forgotten;
    }
}
