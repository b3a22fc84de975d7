package org.dcd.pipelines.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.dcd.pipelines.store.files.StoreException;
import org.dcd.pipelines.store.files.StoreFileSystems;
import org.dcd.schemas.BadInputException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store on S3Proxy, an S3 server that checks signatures. */
class S3StoreTest extends RemoteStoreContract {
    private static final String KEY_ID = "dcd-test";
    private static final String SECRET = "dcd-secret";

    @TempDir
    private static Path folder;

    private static Server server;

    @BeforeAll
    static void startServer() throws Exception {
        String address = "http://127.0.0.1:" + Server.freePort();
        // buckets of S3Proxy are folders
        Files.createDirectories(folder.resolve("data/experiments"));
        Path settings = Files.write(
                folder.resolve("s3proxy.properties"),
                List.of(
                        "s3proxy.endpoint=" + address,
                        "s3proxy.authorization=aws-v2-or-v4",
                        "s3proxy.identity=" + KEY_ID,
                        "s3proxy.credential=" + SECRET,
                        "s3proxy.ignore-unknown-headers=true",
                        "jclouds.provider=filesystem",
                        "jclouds.filesystem.basedir=" + folder.resolve("data")));
        server = Server.start(
                folder, () -> answers(address), "org.gaul.s3proxy.Main", "--properties", settings.toString());
        System.setProperty("aws.endpointUrlS3", address);
        System.setProperty("aws.accessKeyId", KEY_ID);
        System.setProperty("aws.secretAccessKey", SECRET);
    }

    private static boolean answers(String address) {
        try {
            return ((HttpURLConnection) URI.create(address).toURL().openConnection()).getResponseCode() > 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    @AfterAll
    static void stopServer() throws InterruptedException {
        List.of("aws.endpointUrlS3", "aws.accessKeyId", "aws.secretAccessKey").forEach(System::clearProperty);
        server.close();
    }

    /** S3Proxy 2.4.1 ignores {@code If-None-Match} of a PUT and overwrites the object. */
    @Override
    boolean createsExclusively() {
        return false;
    }

    /** The step before the manifest is created. */
    @Override
    OptionalInt onlyStep() {
        return OptionalInt.of(9);
    }

    @Override
    String newLocation() {
        return "s3://experiments/of/" + UUID.randomUUID();
    }

    @Test
    void aMissingBucketIsBadInput() {
        assertThatThrownBy(() -> Store.open("s3://no-such-bucket/store").prepare())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("s3://no-such-bucket/store cannot be written")
                .hasMessageContaining("--store");
    }

    @Test
    void refusedCredentialsAreReported() {
        Store store = Store.open(newLocation());
        store.find(Stages.ID);
        try {
            // A changed address creates a new client, which reads the credentials again.
            System.setProperty("aws.secretAccessKey", "another");
            System.setProperty(
                    "aws.endpointUrlS3", System.getProperty("aws.endpointUrlS3").replace("127.0.0.1", "localhost"));
            assertThatThrownBy(() -> store.find(Stages.ID))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(store.location())
                    .hasMessageContaining("access is refused (403)")
                    .hasMessageContaining("AWS_SECRET_ACCESS_KEY");
        } finally {
            System.setProperty("aws.secretAccessKey", SECRET);
            System.setProperty(
                    "aws.endpointUrlS3", System.getProperty("aws.endpointUrlS3").replace("localhost", "127.0.0.1"));
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsBadInput() throws IOException {
        String address = System.getProperty("aws.endpointUrlS3");
        System.setProperty("aws.endpointUrlS3", "http://127.0.0.1:" + Server.freePort());
        try {
            assertThatThrownBy(() -> Store.open("s3://experiments/store").prepare())
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("s3://experiments/store cannot be written");
        } finally {
            System.setProperty("aws.endpointUrlS3", address);
        }
    }

    /** Requests are signed with keys. Pipeline options are logged and sent to clusters. */
    @Test
    void aPasswordInTheAddressIsRemoved() {
        String address = System.getProperty("aws.endpointUrlS3");
        System.setProperty("aws.endpointUrlS3", address.replace("://", "://ann:pw-1@"));
        try {
            Store.open(newLocation()).prepare();
            S3Options options = PipelineOptionsFactory.as(S3Options.class);
            StoreFileSystems.configure(options);
            assertThat(options.getEndpoint()).hasToString(address);
        } finally {
            System.setProperty("aws.endpointUrlS3", address);
        }
    }

    @Test
    void anInvalidAddressIsBadInput() {
        String address = System.getProperty("aws.endpointUrlS3");
        System.setProperty("aws.endpointUrlS3", "ann:pw-1@localhost");
        try {
            assertThatThrownBy(() -> Store.open("s3://experiments/store").prepare())
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("'***@localhost'")
                    .hasMessageContaining("http://127.0.0.1:9000");
        } finally {
            System.setProperty("aws.endpointUrlS3", address);
        }
    }
}
