package org.dcd.schemas.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
            http://ann:pw-1@host:5000/lineage              | http://***@host:5000/lineage
            HTTPS://ann@host                               | HTTPS://***@host
            http://:pw-1@host                              | http://***@host
            https://pw-1:x-oauth-basic@host/org/repo.git   | https://***@host/org/repo.git
            git+ssh://git:pw-1@host/repo                   | git+ssh://***@host/repo
            http://ann:pw-1@pw-1@host/                     | http://***@host/
            http://ann:p%2Fpw-1@[::1]:80/                  | http://***@[::1]:80/
            s3://AKIA:pw/pw-1+x@bucket/path                | s3://***@bucket/path
            s3://AKIA:1/pw-1@pw-1@bucket                   | s3://***@bucket
            hdfs://ann:pw-1@name:9000/a                    | hdfs://***@name:9000/a
            http://host/a?token=pw-1                       | http://host/a?token=***
            http://host/a?run=7&api_key=pw-1&page=2        | http://host/a?run=7&api_key=***&page=2
            http://h/?X-Amz-Signature=pw-1&X-Amz-Date=1    | http://h/?X-Amz-Signature=***&X-Amz-Date=1
            http://h/?X-Amz-Credential=pw-1                | http://h/?X-Amz-Credential=***
            http://h/?sv=1&sig=pw-1                        | http://h/?sv=1&sig=***
            http://h/#access_token=pw-1&state=a            | http://h/#access_token=***&state=a
            http://h/?user=ann&PASSWORD=pw-1               | http://h/?user=***&PASSWORD=***
            http://h/?to=https://ann:pw-1@h2/              | http://h/?to=https://***@h2/
            "GET http://a:pw-1@h failed, 'ftp://b:pw-1@k'" | "GET http://***@h failed, 'ftp://***@k'"
            {"u":"http://a:pw-1@h","v":"x@y"}              | {"u":"http://***@h","v":"x@y"}
            """)
    void hidesUsersPasswordsAndTokens(String text, String shown) {
        assertThat(Urls.withoutSecrets(text)).isEqualTo(shown).doesNotContain("pw-1", "ann");
        assertThat(Urls.withoutSecrets(shown)).as("twice").isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://host:8081/jobs/1?mode=cancel",
                "http://host:8081/@ann/a@b",
                "http://[::1]:8081/a@b",
                "s3://bucket/path@2/a:b",
                "https://openreview.net/forum?id=abc#page=3",
                "C:/Users/ann:x@y",
                "file:/home/a@b/c",
                "mail ann@host: see http://host/ and b@c",
                "{\"u\":\"http://host:80\",\"v\":\"x@y\"}",
                "--set teacher.from=a?b=c"
            })
    void leavesOtherTextUnchanged(String text) {
        assertThat(Urls.withoutSecrets(text)).isEqualTo(text);
    }

    @Test
    void hidesSecretsInAUrlThatBecameAPath() {
        assertThat(Urls.withoutSecrets(Path.of("https://ann:pw-1@host/data.zip") + " does not exist"))
                .isEqualTo("https:/***@host/data.zip does not exist");
    }

    @Test
    void hidesSecretsInAnAddressWithoutAScheme() {
        assertThat(Urls.shown("ann:pw-1@host:8081")).isEqualTo("***@host:8081");
        assertThat(Urls.shown("host:8081")).isEqualTo("host:8081");
        assertThat(Urls.hasSecrets("ann@host:8081")).isTrue();
        assertThat(Urls.hasSecrets("http://***@host:8081")).as("already hidden").isTrue();
        assertThat(Urls.hasSecrets("http://host:8081/?token=pw-1")).isTrue();
        assertThat(Urls.hasSecrets("http://host:8081/?mode=cancel")).isFalse();
    }
}
