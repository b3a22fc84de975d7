package org.dcd.pipelines.cli;

import java.util.Map;
import org.dcd.pipelines.store.Environment;
import picocli.CommandLine.IVersionProvider;

/** The answer to {@code --version}: {@code dcd 0.1.0-SNAPSHOT (commit 1a2b3c4d5e6f, Java 17.0.15)}. */
final class Version implements IVersionProvider {
    private static final int COMMIT_DIGITS = 12;

    @Override
    public String[] getVersion() {
        return new String[] {of(Environment.versions(), System.getProperty("java.version"))};
    }

    static String of(Map<String, String> versions, String java) {
        String commit = versions.get("dcd-commit").replaceFirst("^([0-9a-f]{" + COMMIT_DIGITS + "})[0-9a-f]+", "$1");
        return "dcd " + versions.get("dcd") + " (commit " + commit + ", Java " + java + ")";
    }
}
