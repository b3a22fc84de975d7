package org.dcd.schemas.io;

import java.util.regex.Pattern;

/**
 * Removes users, passwords and tokens from URLs. Every URL in a record, a message, a log or the store passes through
 * here; requests use the original URL.
 */
public final class Urls {
    /** Replacement of a secret. */
    public static final String HIDDEN = "***";

    /** At least two letters: a single one is a drive of Windows. */
    private static final String SCHEME = "(\\b[A-Za-z][A-Za-z0-9+.-]+:";

    /** The part before the last @ of the authority. */
    private static final Pattern USER = Pattern.compile(SCHEME + "//)[^\\s/?#\"<>]*@");

    /** A user and a password that may contain slashes, as AWS secret keys do; {@code host:8080/} is a port. */
    private static final Pattern RAW_PASSWORD =
            Pattern.compile(SCHEME + "//)[^\\s/?#@:\\[\"<>]+:(?!\\d{2,5}[/?#])[^\\s\"<>@]*@");

    /** A URL as {@link java.nio.file.Path} prints it, with one slash. */
    private static final Pattern PATH = Pattern.compile(SCHEME + "/)[^\\s/?#@:\"<>]*:(?!\\d{2,5}[/?#])[^\\s\"<>@]*@");

    /** Parameters of queries and fragments whose names indicate a secret value. */
    private static final Pattern PARAMETER = Pattern.compile(
            "(?i)([?&;#](?:[^\\s=&;#'\"<>]*(?:token|secret|pass|pwd|key|credential|signature|session|jwt)[^\\s=&;#'\"<>]*"
                    + "|(?:[^\\s=&;#'\"<>]*[-_.])?(?:sig|sas|auth|authorization|code|pat|user|username|login))=)"
                    + "[^\\s&;#'\"<>]*");

    private Urls() {}

    /** Replaces users, passwords and tokens in all URLs of a text. */
    public static String withoutSecrets(String text) {
        if (text.indexOf(":/") < 0) {
            return text;
        }
        String shown = RAW_PASSWORD.matcher(text).replaceAll("$1" + HIDDEN + "@");
        shown = PATH.matcher(shown).replaceAll("$1" + HIDDEN + "@");
        shown = USER.matcher(shown).replaceAll("$1" + HIDDEN + "@");
        return PARAMETER.matcher(shown).replaceAll("$1" + HIDDEN);
    }

    /** Replaces user, password and tokens in one URL or address, with or without a scheme. */
    public static String shown(String address) {
        String shown = withoutSecrets(address);
        int at = shown.lastIndexOf('@');
        boolean bare = at >= 0 && shown.indexOf(":/") < 0;
        return bare ? HIDDEN + shown.substring(at) : shown;
    }

    /** Whether a URL or address contains a user, a password or a token, replaced or not. */
    public static boolean hasSecrets(String address) {
        return !shown(address).equals(address) || address.contains(HIDDEN + "@");
    }
}
