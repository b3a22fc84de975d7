package org.dcd.pipelines.store;

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
 * Beam's file systems as the environment describes them. S3 by the variables and Java properties of Amazon's own tools,
 * of which {@code AWS_ENDPOINT_URL_S3} ({@code aws.endpointUrlS3}) or {@code AWS_ENDPOINT_URL}
 * ({@code aws.endpointUrl}) may name another server that speaks S3; HDFS by the address in the location, and by
 * {@code HADOOP_CONF_DIR} where there is one.
 */
public final class StoreFileSystems {
    /** A part of an upload; a file may have 10,000. */
    private static final int UPLOAD_BYTES = 8 << 20;

    /** Where nothing else is said; servers of one's own do not care. */
    private static final Region REGION = Region.US_EAST_1;

    /** Schemes of locations. */
    static final String NAMES = "s3, hdfs";

    private static final int FORBIDDEN = 403;

    private static Optional<S3> registered = Optional.empty();
    /** Made for {@link #registered} when it is first needed. */
    private static S3Client s3Client;

    private StoreFileSystems() {}

    /** What is said of S3. */
    private record S3(Optional<URI> endpoint, Region region) {
        static S3 said() {
            Optional<URI> endpoint = first("AWS_ENDPOINT_URL_S3", "aws.endpointUrlS3")
                    .or(() -> first("AWS_ENDPOINT_URL", "aws.endpointUrl"))
                    .map(S3::uri);
            Region region = first("AWS_REGION", "aws.region")
                    .or(() -> first("AWS_DEFAULT_REGION", "aws.region"))
                    .map(Region::of)
                    .orElseGet(S3::ofProfile);
            return new S3(endpoint, region);
        }

        /**
         * By {@code ~/.aws/config}; the metadata of a cloud's machines are not asked, which elsewhere takes its time.
         */
        private static Region ofProfile() {
            try {
                Region region = new AwsProfileRegionProvider().getRegion();
                return region == null ? REGION : region;
            } catch (SdkException noProfile) {
                return REGION;
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
                    // requests are signed with the keys; the options of pipelines are logged
                    return new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), uri.getPath(), null, null);
                }
            } catch (URISyntaxException malformed) {
                // told below
            }
            throw new BadInputException("the address of S3, AWS_ENDPOINT_URL, is '" + Urls.shown(url)
                    + "', which is none; set it as in http://127.0.0.1:9000");
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

    /** Addresses buckets by paths, as servers without a name for each bucket need it. */
    public static final class PathStyle extends DefaultS3ClientBuilderFactory {
        @Override
        public S3ClientBuilder createBuilder(S3Options options) {
            return super.createBuilder(options).forcePathStyle(true);
        }
    }

    /**
     * Lets a pipeline and its workers reach the stores that this process has reached. Where there are none, it is
     * spared the search for a region that Beam's S3 would begin, through the network, whether or not it is used.
     */
    public static synchronized void configure(PipelineOptions options) {
        registered.ifPresentOrElse(
                s3 -> configure(options, s3), () -> options.as(S3Options.class).setAwsRegion(REGION));
    }

    private static void configure(PipelineOptions options, S3 s3) {
        s3.configure(options.as(S3Options.class));
        HadoopFileSystemOptions hadoop = options.as(HadoopFileSystemOptions.class);
        if (hadoop.getHdfsConfiguration() == null) {
            hadoop.setHdfsConfiguration(List.of(hdfs()));
        }
    }

    /** The scheme is all that Beam takes from it: locations have addresses of their own. */
    static Configuration hdfs() {
        Configuration configuration = new Configuration();
        configuration.set(CommonConfigurationKeysPublic.FS_DEFAULT_NAME_KEY, "hdfs://localhost");
        return configuration;
    }

    /** The address of the S3 server that is used; empty for Amazon's. */
    static String s3Address() {
        return S3.said().endpoint().map(URI::toString).orElse("");
    }

    /** A client of S3 for what Beam does not offer, with the same settings. */
    static synchronized S3Client s3() {
        register();
        if (s3Client == null) {
            S3 said = registered.orElseThrow();
            S3Options options = PipelineOptionsFactory.create().as(S3Options.class);
            said.configure(options);
            DefaultS3ClientBuilderFactory factory =
                    said.endpoint().isPresent() ? new PathStyle() : new DefaultS3ClientBuilderFactory();
            s3Client = factory.createBuilder(options).build();
        }
        return s3Client;
    }

    /** Makes the file systems known to this process; a pipeline registers them again with its own options. */
    static synchronized void register() {
        S3 s3 = S3.said();
        if (!registered.equals(Optional.of(s3))) {
            PipelineOptions options = PipelineOptionsFactory.create();
            configure(options, s3);
            FileSystems.setDefaultPipelineOptions(options);
            registered = Optional.of(s3);
            s3Client = null;
        }
    }

    static boolean isKnown(String location) {
        int scheme = location.indexOf("://");
        return scheme < 0 || List.of(NAMES.split(", ")).contains(location.substring(0, scheme));
    }

    /** Whether a client of a file system failed, not the reading or writing of a file. */
    static boolean isOfClient(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SdkException) {
                return true;
            }
        }
        return false;
    }

    /** What a client of a file system complains of, with what to do about it where that is known. */
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
            return "access is refused (403); see that AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are those of a user who"
                    + " may read and write there";
        }
        return message;
    }
}
