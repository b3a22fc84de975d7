package org.dcd.pipelines.store.files;

import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Creates files exclusively: of several processes that create the same file, one succeeds. Beam's file systems do not
 * offer this. S3 offers it with a conditional request, {@code If-None-Match: *}; a trial detects servers that ignore
 * the condition. HDFS offers it with a rename, which does not replace a file.
 */
final class ExclusiveFiles {
    private static final Map<String, Boolean> SUPPORTED = new ConcurrentHashMap<>();
    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;
    private static final int ATTEMPTS = 5;

    private ExclusiveFiles() {}

    /** Whether the file system of a folder can create files exclusively. Each process tries it once for each bucket. */
    static boolean isSupported(String folder) throws IOException {
        if (!folder.startsWith("s3:")) {
            return folder.startsWith("hdfs:");
        }
        String bucket = StoreFileSystems.s3Address() + " " + folder.split("/", 4)[2];
        Boolean known = SUPPORTED.get(bucket);
        if (known == null) {
            known = isSupportedByS3(folder);
            SUPPORTED.put(bucket, known);
        }
        return known;
    }

    private static boolean isSupportedByS3(String store) throws IOException {
        String name = ".exclusive." + UUID.randomUUID() + BeamFolder.TEMPORARY_SUFFIX;
        try {
            createOnS3(store + "/" + name, new byte[] {'1'});
            return !createOnS3(store + "/" + name, new byte[] {'2'});
        } catch (S3Exception notImplemented) {
            if (notImplemented.statusCode() == 400 || notImplemented.statusCode() == 501) {
                return false;
            }
            throw notImplemented;
        } finally {
            new BeamFolder(store).delete(name);
        }
    }

    /**
     * Creates a complete file, or none.
     *
     * @param location location of the file, on a file system that {@linkplain #isSupported supports} it
     * @return false when the file exists
     */
    static boolean create(String location, byte[] contents) throws IOException {
        return location.startsWith("s3:") ? createOnS3(location, contents) : createOnHdfs(location, contents);
    }

    private static boolean createOnS3(String location, byte[] contents) throws IOException {
        String path = location.substring("s3://".length());
        int slash = path.indexOf('/');
        PutObjectRequest request = PutObjectRequest.builder()
                .bucket(path.substring(0, slash))
                .key(path.substring(slash + 1))
                .overrideConfiguration(override -> override.putHeader("If-None-Match", "*"))
                .build();
        for (int attempt = 0; ; attempt++) {
            try {
                StoreFileSystems.s3().putObject(request, RequestBody.fromBytes(contents));
                return true;
            } catch (S3Exception e) {
                if (e.statusCode() == PRECONDITION_FAILED) {
                    return false;
                }
                if (e.statusCode() != CONFLICT || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static boolean createOnHdfs(String location, byte[] contents) throws IOException {
        Path file = new Path(location);
        Configuration configuration = StoreFileSystems.hdfs();
        FileSystem files = file.getFileSystem(configuration);
        Path temporary = new Path(
                file.getParent(), "." + file.getName() + "." + UUID.randomUUID() + BeamFolder.TEMPORARY_SUFFIX);
        boolean renamed = false;
        try {
            try (FSDataOutputStream out = files.create(temporary, false)) {
                out.write(contents);
                out.hsync();
            }
            renamed = files.rename(temporary, file);
            if (!renamed && !files.exists(file)) {
                throw new IOException(location + " could not be created");
            }
            return renamed;
        } finally {
            if (!renamed) {
                files.delete(temporary, false);
            }
        }
    }
}
