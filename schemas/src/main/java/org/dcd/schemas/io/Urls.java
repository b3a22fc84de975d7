package org.dcd.schemas.io;

import java.util.regex.Pattern;

/**
 * Removes users, passwords and tokens from URLs. Whatever reaches a record, a message, a log or the store passes
 * through here; requests are made with the URL as it was given.
 */
public final class Urls {
    /** What stands in place of a secret. */
    public static final String HIDDEN = "***";

    /** A letter alone is a drive of Windows. */
    private static final String SCHEME = "(\\b[A-Za-z][A-Za-z0-9+.-]+:";

    /** What stands before the last @ of the authority. */
    private static final Pattern USER = Pattern.compile(SCHEME + "//)[^\\s/?#\"<>]*@");

    /** A user and a password with slashes, as secret keys of AWS have them; {@code host:8080/} is a port. */
    private static final Pattern RAW_PASSWORD =
            Pattern.compile(SCHEME + "//)[^\\s/?#@:\\[\"<>]+:(?!\\d{2,5}[/?#])[^\\s\"<>@]*@");

    /** As {@link java.nio.file.Path} prints a URL, with one slash. */
    private static final Pattern PATH = Pattern.compile(SCHEME + "/)[^\\s/?#@:\"<>]*:(?!\\d{2,5}[/?#])[^\\s\"<>@]*@");

    /** Parameters of queries and fragments whose names tell that their values are nobody's business. */
    private static final Pattern PARAMETER = Pattern.compile(
            "(?i)([?&;#](?:[^\\s=&;#'\"<>]*(?:token|secret|pass|pwd|key|credential|signature|session|jwt)[^\\s=&;#'\"<>]*"
                    + "|(?:[^\\s=&;#'\"<>]*[-_.])?(?:sig|sas|auth|authorization|code|pat|user|username|login))=)"
                    + "[^\\s&;#'\"<>]*");

    private Urls() {}

    /** A text with its URLs, each without user, password and tokens. */
    public static String withoutSecrets(String text) {
        if (text.indexOf(":/") < 0) {
            return text;
        }
        String shown = RAW_PASSWORD.matcher(text).replaceAll("$1" + HIDDEN + "@");
        shown = PATH.matcher(shown).replaceAll("$1" + HIDDEN + "@");
        shown = USER.matcher(shown).replaceAll("$1" + HIDDEN + "@");
        return PARAMETER.matcher(shown).replaceAll("$1" + HIDDEN);
    }

    /** One URL or address without user, password and tokens; also where its scheme was forgotten. */
    public static String shown(String address) {
        String shown = withoutSecrets(address);
        int at = shown.lastIndexOf('@');
        boolean bare = at >= 0 && shown.indexOf(":/") < 0;
        return bare ? HIDDEN + shown.substring(at) : shown;
    }

    /** Whether one URL or address has a user, a password or a token. */
    public static boolean hasSecrets(String address) {
        return !shown(address).equals(address) || address.contains(HIDDEN + "@");
    }
}
