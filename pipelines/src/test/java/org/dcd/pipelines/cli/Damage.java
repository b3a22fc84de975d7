package org.dcd.pipelines.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Kinds of damage to a store. Each changes files that are drawn from a seed. */
enum Damage {
    CUT {
        @Override
        void apply(Path store, Random random) throws IOException {
            Path file = file(store, random, "");
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        }
    },
    FLIPPED {
        @Override
        void apply(Path store, Random random) throws IOException {
            Path file = file(store, random, "");
            byte[] bytes = Files.readAllBytes(file);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bytes);
        }
    },
    EMPTIED {
        @Override
        void apply(Path store, Random random) throws IOException {
            Files.write(file(store, random, ""), new byte[0]);
        }
    },
    DELETED {
        @Override
        void apply(Path store, Random random) throws IOException {
            Files.delete(file(store, random, ""));
        }
    },
    FOLDER_FOR_A_FILE {
        @Override
        void apply(Path store, Random random) throws IOException {
            Path file = file(store, random, "");
            Files.delete(file);
            Files.writeString(Files.createDirectory(file).resolve("inside"), "?");
        }
    },
    LINK_OUT_OF_THE_STORE {
        @Override
        void apply(Path store, Random random) throws IOException {
            Path file = file(store, random, "");
            Path outside = Files.writeString(store.resolveSibling("outside"), "not of this store");
            Files.delete(file);
            Files.createSymbolicLink(file, random.nextBoolean() ? outside : store.resolveSibling("nowhere"));
        }
    },
    /** Has no effect for root. */
    NOT_READABLE {
        @Override
        void apply(Path store, Random random) throws IOException {
            Files.setPosixFilePermissions(file(store, random, ""), PosixFilePermissions.fromString("---------"));
        }
    },
    SWAPPED {
        @Override
        void apply(Path store, Random random) throws IOException {
            Path one = file(store, random, "");
            Path other = file(store, random, "");
            byte[] bytes = Files.readAllBytes(one);
            Files.write(one, Files.readAllBytes(other));
            Files.write(other, bytes);
        }
    },
    GARBAGE_FOR_A_MANIFEST {
        @Override
        void apply(Path store, Random random) throws IOException {
            byte[] garbage = new byte[random.nextInt(4000)];
            random.nextBytes(garbage);
            Files.write(file(store, random, MANIFEST), garbage);
        }
    },
    MANIFEST_OF_ANOTHER_STAGE {
        @Override
        void apply(Path store, Random random) throws IOException {
            Files.write(file(store, random, MANIFEST), Files.readAllBytes(file(store, random, MANIFEST)));
        }
    },
    HUGE_NUMBERS {
        @Override
        void apply(Path store, Random random) throws IOException {
            Path manifest = file(store, random, random.nextBoolean() ? MANIFEST : ".json");
            String number = List.of("9223372036854775808", "-1", "1e999", "9".repeat(5000))
                    .get(random.nextInt(4));
            Files.writeString(
                    manifest, Files.readString(manifest).replaceAll("(\": ?)-?[0-9][0-9.eE+-]*", "$1" + number));
        }
    },
    WORD_CHANGED {
        @Override
        void apply(Path store, Random random) throws IOException {
            Path manifest = file(store, random, ".json");
            byte[] bytes = Files.readAllBytes(manifest);
            byte[] noise = "\0{}[]\":,9x../".getBytes(StandardCharsets.UTF_8);
            for (int n = 0; n < 3; n++) {
                bytes[random.nextInt(bytes.length)] = noise[random.nextInt(noise.length)];
            }
            Files.write(manifest, bytes);
        }
    },
    STAGE_GONE {
        @Override
        void apply(Path store, Random random) throws IOException {
            delete(file(store, random, MANIFEST).getParent());
        }
    },
    FILE_FOR_A_STAGE {
        @Override
        void apply(Path store, Random random) throws IOException {
            Path stage = file(store, random, MANIFEST).getParent();
            delete(stage);
            Files.writeString(stage, "?");
        }
    },
    FILE_FOR_A_FOLDER {
        @Override
        void apply(Path store, Random random) throws IOException {
            Path folder = store.resolve(List.of("runs", "work", "stages", "stages/teacher", "work/.alive", "damaged")
                    .get(random.nextInt(6)));
            delete(folder);
            Files.writeString(folder, "?");
        }
    },
    /** Damages the work folder of a missing stage, which a run then uses. */
    FOREIGN_WORK {
        @Override
        void apply(Path store, Random random) throws IOException {
            Path work = missing(store, random);
            switch (random.nextInt(4)) {
                case 0 -> Files.writeString(work, "a file");
                case 1 -> Files.writeString(Files.createDirectory(work).resolve(MANIFEST), "{");
                case 2 -> Files.createDirectories(work.resolve("checkpoint.safetensors"));
                default -> Files.write(Files.createDirectory(work).resolve("checkpoint.safetensors"), new byte[100]);
            }
        }
    },
    MARKS_OF_THE_KILLED {
        @Override
        void apply(Path store, Random random) throws IOException {
            Path work = missing(store, random);
            String holder = "a".repeat(32);
            switch (random.nextInt(5)) {
                case 0 -> Files.createFile(work.resolveSibling(work.getFileName() + ".deposed"));
                case 1 -> Files.createFile(Files.createDirectory(work).resolve(".replace"));
                case 2 -> Files.createDirectory(work.resolveSibling(work.getFileName() + ".lease"));
                case 3 -> Files.createFile(
                        Files.createDirectories(work.resolveSibling("." + work.getFileName() + ".lease-" + holder))
                                .resolve(holder));
                default -> Files.createDirectories(store.resolve(".trash-1/x"));
            }
        }
    };

    static final String MANIFEST = "manifest.json";

    abstract void apply(Path store, Random random) throws IOException;

    /** @param end of the name */
    private static Path file(Path store, Random random, String end) throws IOException {
        try (Stream<Path> paths = Files.walk(store)) {
            List<Path> files = paths.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .filter(path ->
                            path.toString().endsWith(end) && path.toFile().length() > 0)
                    .sorted()
                    .toList();
            return files.get(random.nextInt(files.size()));
        }
    }

    /** Deletes a stage and returns its work folder, after creating the parent folder. */
    private static Path missing(Path store, Random random) throws IOException {
        Path stage = file(store, random, MANIFEST).getParent();
        delete(stage);
        String kind = stage.getParent().getFileName().toString();
        return Files.createDirectories(store.resolve("work").resolve(kind)).resolve(stage.getFileName());
    }

    static void delete(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
