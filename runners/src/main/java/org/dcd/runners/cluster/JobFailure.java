package org.dcd.runners.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.util.Base64;
import java.util.List;
import org.apache.flink.util.SerializedThrowable;

/**
 * Reads the exception that made a job fail from the serialized form that a job manager reports. The address of a job
 * manager comes from the store, where others can write it, so only exceptions and the JDK classes in their fields are
 * deserialized.
 */
final class JobFailure {
    private static final int MOST_BYTES = 16 << 20;
    private static final int MOST_DEPTH = 500;
    private static final List<String> HARMLESS = List.of("java.lang.", "java.util.Collections$", "java.util.ArrayList");

    private JobFailure() {}

    /** @param cause {@code failure-cause} of the result of a job: class, stack trace, and serialized exception */
    static Exception of(JsonNode cause) {
        Throwable thrown;
        try {
            thrown = read(Base64.getDecoder()
                    .decode(cause.path("serialized-throwable").asText()));
            if (thrown instanceof SerializedThrowable serialized) {
                thrown = read(serialized.getSerializedException());
            }
        } catch (IOException | IllegalArgumentException | ClassNotFoundException unreadable) {
            return new IOException(lastCause(cause.path("stack-trace").asText()), unreadable);
        }
        return thrown instanceof Exception exception ? exception : new IOException(thrown.toString(), thrown);
    }

    /** The innermost cause in a stack trace. */
    static String lastCause(String stackTrace) {
        return stackTrace
                .lines()
                .filter(line -> line.startsWith("Caused by: "))
                .map(line -> line.substring("Caused by: ".length()))
                .reduce((outer, inner) -> inner)
                .or(() -> stackTrace.lines().findFirst())
                .orElse("the job failed without a reason");
    }

    private static Throwable read(byte[] bytes) throws IOException, ClassNotFoundException {
        if (bytes == null || bytes.length > MOST_BYTES) {
            throw new IOException(
                    "the job manager reports no exception, or one of more than " + (MOST_BYTES >> 20) + " MB");
        }
        try (Objects in = new Objects(new ByteArrayInputStream(bytes))) {
            in.setObjectInputFilter(JobFailure::check);
            if (in.readObject() instanceof Throwable thrown) {
                return thrown;
            }
            throw new IOException("the job manager reports no exception");
        }
    }

    private static ObjectInputFilter.Status check(ObjectInputFilter.FilterInfo info) {
        if (info.depth() > MOST_DEPTH || info.arrayLength() > MOST_BYTES) {
            return ObjectInputFilter.Status.REJECTED;
        }
        Class<?> type = info.serialClass();
        while (type != null && type.isArray()) {
            type = type.getComponentType();
        }
        if (type == null) {
            return ObjectInputFilter.Status.UNDECIDED;
        }
        String name = type.getName();
        boolean allowed = type.isPrimitive()
                || type.isEnum()
                || Throwable.class.isAssignableFrom(type)
                || HARMLESS.stream().anyMatch(name::startsWith);
        return allowed ? ObjectInputFilter.Status.ALLOWED : ObjectInputFilter.Status.REJECTED;
    }

    /** Loads classes with the class loader of this program. */
    private static final class Objects extends ObjectInputStream {
        Objects(InputStream in) throws IOException {
            super(in);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass described) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(described.getName(), false, JobFailure.class.getClassLoader());
            } catch (ClassNotFoundException e) {
                return super.resolveClass(described);
            }
        }
    }
}
