package org.dcd.pipelines.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class BuildTest {
    private static final String COMMIT = "0123456789".repeat(4);

    @Test
    void theCommitIsThatOfACleanTreeOrMarkedOrUnknown() {
        assertThat(Build.commit(git(COMMIT, "false"))).isEqualTo(COMMIT);
        assertThat(Build.commit(git(COMMIT, "true"))).isEqualTo(COMMIT + "-changed");
        assertThat(Build.commit(new Properties())).isEqualTo("unknown");
        assertThat(Build.commit(git("${git.commit.id}", "false"))).isEqualTo("unknown");
    }

    @Test
    void mavenHasPutInAllVersions() {
        assertThat(Build.versions())
                .hasSize(9)
                .allSatisfy((name, version) ->
                        assertThat(version).as(name).matches("[0-9a-z].*").doesNotContain("$"));
    }

    private static Properties git(String commit, String dirty) {
        Properties git = new Properties();
        git.setProperty("git.commit.id.full", commit);
        git.setProperty("git.dirty", dirty);
        return git;
    }
}
