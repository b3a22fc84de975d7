package org.dcd.pipelines.store.files;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.io.aws2.s3.DefaultS3ClientBuilderFactory;
import org.apache.beam.sdk.io.hdfs.HadoopFileSystemOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.io.Urls;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Configures Beam's file systems from the environment. S3 uses the variables and Java properties of Amazon's tools;
 * {@code AWS_ENDPOINT_URL_S3} ({@code aws.endpointUrlS3}) or {@code AWS_ENDPOINT_URL} ({@code aws.endpointUrl}) select
 * another S3 server. HDFS uses the address in the location and, if set, {@code HADOOP_CONF_DIR}.
 */
public final class StoreFileSystems {
    /** Size of a part of an upload; a file has at most 10,000 parts. */
    private static final int UPLOAD_BYTES = 8 << 20;

    /** Region without a setting; S3 servers other than Amazon's ignore it. */
    private static final Region DEFAULT_REGION = Region.US_EAST_1;

    /** Supported schemes of locations. */
    public static final String NAMES = "s3, hdfs";

    private static final int FORBIDDEN = 403;

    private static Optional<S3Settings> registered = Optional.empty();
    /** Client for {@link #registered}, created on first use. */
    private static S3Client s3Client;

    private StoreFileSystems() {}

    /** Settings of S3. */
    private record S3Settings(Optional<URI> endpoint, Region region) {
        static S3Settings ofEnvironment() {
            Optional<URI> endpoint = first("AWS_ENDPOINT_URL_S3", "aws.endpointUrlS3")
                    .or(() -> first("AWS_ENDPOINT_URL", "aws.endpointUrl"))
                    .map(S3Settings::uri);
            Region region = first("AWS_REGION", "aws.region")
                    .or(() -> first("AWS_DEFAULT_REGION", "aws.region"))
                    .map(Region::of)
                    .orElseGet(S3Settings::ofProfile);
            return new S3Settings(endpoint, region);
        }

        /**
         * Region of {@code ~/.aws/config}. The metadata service of cloud machines is not asked: outside of a cloud the
         * request takes seconds.
         */
        private static Region ofProfile() {
            try {
                Region region = new AwsProfileRegionProvider().getRegion();
                return region == null ? DEFAULT_REGION : region;
            } catch (SdkException noProfile) {
                return DEFAULT_REGION;
            }
        }

        private static Optional<String> first(String variable, String property) {
            return Stream.of(System.getProperty(property, ""), System.getenv().getOrDefault(variable, ""))
                    .filter(value -> !value.isBlank())
                    .findFirst();
        }

        private static URI uri(String url) {
            try {
                URI uri = new URI(url.strip());
                if (uri.getHost() != null) {
                    // without a password: requests are signed with the keys, and pipeline options are logged
                    return new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), uri.getPath(), null, null);
                }
            } catch (URISyntaxException malformed) {
                // reported below
            }
            throw new BadInputException("the address of S3, AWS_ENDPOINT_URL, is '" + Urls.shown(url)
                    + "', which is not a valid address; set it to one such as http://127.0.0.1:9000");
        }

        void configure(S3Options options) {
            options.setS3UploadBufferSizeBytes(UPLOAD_BYTES);
            endpoint.ifPresent(uri -> {
                options.setEndpoint(uri);
                options.setS3ClientFactoryClass(PathStyle.class);
            });
            options.setAwsRegion(region);
        }
    }

    /** Addresses buckets by path, which S3 servers without a host name for each bucket need. */
    public static final class PathStyle extends DefaultS3ClientBuilderFactory {
        @Override
        public S3ClientBuilder createBuilder(S3Options options) {
            return super.createBuilder(options).forcePathStyle(true);
        }
    }

    /**
     * Configures a pipeline and its workers to reach the stores that this process has used. Without such stores it only
     * sets a region: Beam's S3 file system would search for one in the network, whether or not S3 is used.
     */
    public static synchronized void configure(PipelineOptions options) {
        registered.ifPresentOrElse(
                s3 -> configure(options, s3), () -> options.as(S3Options.class).setAwsRegion(DEFAULT_REGION));
    }

    private static void configure(PipelineOptions options, S3Settings s3) {
        s3.configure(options.as(S3Options.class));
        HadoopFileSystemOptions hadoop = options.as(HadoopFileSystemOptions.class);
        if (hadoop.getHdfsConfiguration() == null) {
            hadoop.setHdfsConfiguration(List.of(hdfs()));
        }
    }

    /** Configuration of HDFS. Beam uses only the scheme of the default address, as locations contain their address. */
    static Configuration hdfs() {
        Configuration configuration = new Configuration();
        configuration.set(CommonConfigurationKeysPublic.FS_DEFAULT_NAME_KEY, "hdfs://localhost");
        return configuration;
    }

    /** Address of the S3 server; empty for Amazon's. */
    static String s3Address() {
        return S3Settings.ofEnvironment().endpoint().map(URI::toString).orElse("");
    }

    /** A client of S3 for requests that Beam does not offer, with the settings of Beam's client. */
    static synchronized S3Client s3() {
        register();
        if (s3Client == null) {
            S3Settings settings = registered.orElseThrow();
            S3Options options = PipelineOptionsFactory.create().as(S3Options.class);
            settings.configure(options);
            DefaultS3ClientBuilderFactory factory =
                    settings.endpoint().isPresent() ? new PathStyle() : new DefaultS3ClientBuilderFactory();
            s3Client = factory.createBuilder(options).build();
        }
        return s3Client;
    }

    /** Registers the file systems in this process. A pipeline registers them again with its own options. */
    static synchronized void register() {
        S3Settings s3 = S3Settings.ofEnvironment();
        if (!registered.equals(Optional.of(s3))) {
            PipelineOptions options = PipelineOptionsFactory.create();
            configure(options, s3);
            FileSystems.setDefaultPipelineOptions(options);
            registered = Optional.of(s3);
            s3Client = null;
        }
    }

    /** Whether the scheme of a location is supported; a location without one is. */
    public static boolean isKnown(String location) {
        int scheme = location.indexOf("://");
        return scheme < 0 || List.of(NAMES.split(", ")).contains(location.substring(0, scheme));
    }

    /** Whether the client of a file system failed, rather than reading or writing a file. */
    static boolean isOfClient(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SdkException) {
                return true;
            }
        }
        return false;
    }

    /** Why the client of a file system failed, with the remedy if it is known. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof SdkException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null
                ? cause.getClass().getSimpleName()
                : cause.getMessage().lines().findFirst().orElse("");
        if (message.contains("Unable to load credentials")) {
            return "no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE";
        }
        if (cause instanceof SdkServiceException service && service.statusCode() == FORBIDDEN) {
            return "access is refused (403); set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to those of a user who may"
                    + " read and write there";
        }
        return message;
    }
}
