package org.dcd.pipelines.tracking;

/**
 * What <a href="https://mlflow.org/docs/latest/rest-api.html#request-limits">MLflow's REST API</a> takes; the least of
 * what its versions 1 and 2 take.
 */
final class MlflowLimits {
    /** In one request. */
    static final int MOST_PARAMS = 100;

    static final int MOST_TAGS = 100;
    static final int MOST_METRICS = 1000;

    /** Characters. */
    static final int LONGEST_NAME = 250;

    static final int LONGEST_PARAM = 500;
    static final int LONGEST_TAG = 5000;

    private MlflowLimits() {}

    /** A name of letters, digits and {@code _-./} and blanks; whatever else becomes {@code _}. */
    static String name(String text) {
        return cut(text.replaceAll("[^A-Za-z0-9_./ -]", "_"), LONGEST_NAME);
    }

    static String param(String text) {
        return cut(text, LONGEST_PARAM);
    }

    static String tag(String text) {
        return cut(text, LONGEST_TAG);
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 3) + "...";
    }
}
