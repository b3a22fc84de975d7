package org.dcd.pipelines.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.beam.sdk.util.ReleaseInfo;

/** What this DCD was built from, as Maven wrote it down. */
public final class Build {
    static final String UNKNOWN = "unknown";

    /** Of a commit with changes that are not in it. */
    static final String CHANGED = "-changed";

    private static final SortedMap<String, String> VERSIONS = read();

    private Build() {}

    /** Versions of DCD and its libraries, and {@code dcd-commit}. */
    public static SortedMap<String, String> versions() {
        return VERSIONS;
    }

    private static SortedMap<String, String> read() {
        SortedMap<String, String> versions = new TreeMap<>();
        Properties written = properties("versions.properties");
        written.stringPropertyNames().forEach(name -> versions.put(name, written.getProperty(name)));
        versions.put("beam", ReleaseInfo.getReleaseInfo().getVersion());
        versions.put("dcd-commit", commit(properties("git.properties")));
        return versions;
    }

    /** @param git empty when what was built is no work tree of git */
    static String commit(Properties git) {
        String commit = git.getProperty("git.commit.id.full", git.getProperty("git.commit.id", ""));
        if (!commit.matches("[0-9a-f]{40,64}")) {
            return UNKNOWN;
        }
        return git.getProperty("git.dirty", "").equals("false") ? commit : commit + CHANGED;
    }

    private static Properties properties(String name) {
        Properties properties = new Properties();
        try (InputStream in = Build.class.getResourceAsStream(name)) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(name + " of this build cannot be read", e);
        }
        return properties;
    }
}
