package org.dcd.pipelines.tracking;

/**
 * Limits of <a href="https://mlflow.org/docs/latest/rest-api.html#request-limits">MLflow's REST API</a>: the lower ones
 * of versions 1 and 2.
 */
final class MlflowLimits {
    /** Maximum numbers in one request. */
    static final int MAX_PARAMS = 100;

    static final int MAX_TAGS = 100;
    static final int MAX_METRICS = 1000;

    /** Maximum lengths in characters. */
    static final int MAX_NAME = 250;

    static final int MAX_PARAM = 500;
    static final int MAX_TAG = 5000;

    private MlflowLimits() {}

    /** A valid name: characters other than letters, digits, blanks and {@code _-./} become {@code _}. */
    static String name(String text) {
        return cut(text.replaceAll("[^A-Za-z0-9_./ -]", "_"), MAX_NAME);
    }

    static String param(String text) {
        return cut(text, MAX_PARAM);
    }

    static String tag(String text) {
        return cut(text, MAX_TAG);
    }

    private static String cut(String text, int maxLength) {
        return text.length() <= maxLength ? text : text.substring(0, maxLength - 3) + "...";
    }
}
