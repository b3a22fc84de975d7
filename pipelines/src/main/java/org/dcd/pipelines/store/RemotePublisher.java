package org.dcd.pipelines.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dcd.schemas.FileEntry;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageResult;
import org.dcd.transforms.files.Sha256;

/**
 * Publishes stages to a store that is elsewhere: files first, under names that contain their hashes, then the manifest.
 * A manifest is created, not written over, unless its stage is replaced on purpose or damaged. A publisher may be
 * suspended at any step while another makes and publishes the stage: the files of both are there, and one manifest.
 *
 * @param step called before each operation on files
 */
record RemotePublisher(RemoteStore store, BeamFolder root, Mirror mirror, Runnable step) {
    private static final int MOST_MARK_BYTES = 200;

    private BeamFolder stage(StageId id) {
        return root.in("stages").in(id.kind()).in(id.key());
    }

    void replaceNext(WorkFolder work, StageId id) throws IOException {
        work.empty();
        byte[] identity = ExclusiveFiles.bytes(identity(stage(id)));
        work.write(StagePublisher.REPLACE, out -> out.write(identity));
    }

    /** Whether a work folder is to replace the stage that is there now, and not one before. */
    boolean replaces(WorkFolder work, StageId id) throws IOException {
        Optional<byte[]> mark = work.remote().read(StagePublisher.REPLACE, MOST_MARK_BYTES);
        if (mark.isEmpty()) {
            return false;
        }
        String replaced = new String(mark.get(), StandardCharsets.UTF_8).strip();
        return replaced.isEmpty() || replaced.equals(identity(stage(id)));
    }

    private static Optional<byte[]> manifestBytes(BeamFolder stage) throws IOException {
        return stage.read(Manifests.FILE, (int) Manifests.MAX_BYTES);
    }

    private static boolean isManifest(BeamFolder stage, Optional<byte[]> bytes) throws IOException {
        Optional<byte[]> now = manifestBytes(stage);
        return now.isPresent() && bytes.isPresent() && Arrays.equals(now.get(), bytes.get());
    }

    private static String identity(BeamFolder stage) throws IOException {
        Optional<byte[]> manifest = manifestBytes(stage);
        return manifest.isPresent() ? Sha256.of(manifest.get()) : StagePublisher.NOTHING;
    }

    void publish(StageResult result, WorkFolder work) throws IOException {
        StageId id = result.task().id();
        step.run();
        boolean replaces = replaces(work, id);
        step.run();
        if (!replaces && store.find(id) instanceof LookupResult.Present) {
            work.clear();
            return;
        }
        try {
            step.run();
            if (!work.isOwned()) {
                throw new IOException("its work folder " + work + " was deleted while it was made");
            }
            step.run();
            work.fetchAll();
            Path made = work.path();
            if (!Files.isDirectory(made)) {
                throw new IOException("its work folder " + made + " is gone");
            }
            publish(new ManifestBuilder(result, made).build(), work, replaces);
        } catch (IOException e) {
            // Another that published meanwhile deletes what was being written, and what nobody needs any more.
            if (!(store.find(id) instanceof LookupResult.Present)) {
                throw e;
            }
            work.clear();
        }
    }

    private void publish(Manifest manifest, WorkFolder work, boolean replaces) throws IOException {
        StageId id = new StageId(manifest.getKind(), manifest.getKey());
        Path made = work.path();
        BeamFolder stage = stage(id);
        for (FileEntry file : manifest.getFiles()) {
            step.run();
            stage.write(StageFiles.stored(file), out -> Files.copy(made.resolve(file.getPath()), out));
        }
        step.run();
        Optional<byte[]> there = manifestBytes(stage);
        Optional<Manifest> replaced = Optional.empty();
        byte[] json = Manifests.toJson(manifest);
        if (there.isEmpty()) {
            step.run();
            create(stage, json);
        } else if (replaces || store.find(id) instanceof LookupResult.Damaged) {
            replaced = RemoteCheck.manifest(stage);
            step.run();
            copyAside(replaces ? "replaced" : "damaged", id);
            step.run();
            if (isManifest(stage, there)) {
                step.run();
                stage.write(Manifests.FILE, out -> out.write(json));
            }
        }
        step.run();
        deleteUnneeded(stage, manifest, replaced);
        for (FileEntry file : manifest.getFiles()) {
            mirror.adopt(made.resolve(file.getPath()), file);
        }
        step.run();
        work.clear();
    }

    /** When another was first, its stage is kept. */
    private static void create(BeamFolder stage, byte[] json) throws IOException {
        if (!stage.create(Manifests.FILE, json) && !stage.exists(Manifests.FILE)) {
            throw new FileNotFoundException(
                    stage.location() + "/" + Manifests.FILE + " was created by another run and is gone");
        }
    }

    /**
     * Deletes what was being written, the files of a stage that was replaced, and those of this publisher when another
     * was first: never a file that the manifest in the store names.
     */
    private void deleteUnneeded(BeamFolder stage, Manifest ours, Optional<Manifest> replaced) throws IOException {
        Optional<Manifest> published = RemoteCheck.manifest(stage);
        if (published.isEmpty()) {
            return;
        }
        Set<String> files = stage.matches("*").keySet();
        Set<String> unneeded = new HashSet<>();
        files.stream().filter(BeamFolder::isTemporary).forEach(unneeded::add);
        for (Manifest manifest : replaced.isPresent() ? List.of(ours, replaced.get()) : List.of(ours)) {
            manifest.getFiles().forEach(file -> {
                unneeded.add(StageFiles.stored(file));
                unneeded.add(file.getPath());
            });
        }
        published.get().getFiles().forEach(file -> {
            unneeded.remove(StageFiles.stored(file));
            if (!files.contains(StageFiles.stored(file))) {
                unneeded.remove(file.getPath());
            }
        });
        unneeded.retainAll(files);
        step.run();
        stage.delete(List.copyOf(unneeded));
    }

    /** A stage that was made here has no manifest before it is there; one that was imported has. */
    boolean recover(WorkFolder work, StageId id) throws IOException {
        if (!work.exists(Manifests.FILE)) {
            return false;
        }
        work.fetchAll();
        if (StageCheck.check(work.path(), id, true) instanceof LookupResult.Present whole
                && store.find(id) instanceof LookupResult.Missing) {
            publish(whole.manifest(), work, false);
            return true;
        }
        work.delete(Manifests.FILE);
        return false;
    }

    /** Copies a damaged stage, then deletes its manifest: without it there is no stage. */
    Optional<String> setAside(StageId id) throws IOException {
        BeamFolder stage = stage(id);
        Optional<byte[]> damaged = manifestBytes(stage);
        if (!(store.verify(id) instanceof LookupResult.Damaged)) {
            return Optional.empty();
        }
        step.run();
        String aside = copyAside("damaged", id);
        step.run();
        if (isManifest(stage, damaged)) {
            stage.delete(Manifests.FILE);
        }
        return Optional.of(aside);
    }

    private String copyAside(String where, StageId id) throws IOException {
        String name = id.kind() + "-" + id.key();
        BeamFolder aside = root.in(where).in(name);
        for (int n = 2; !aside.sizes().isEmpty(); n++) {
            aside = root.in(where).in(name + "-" + n);
        }
        BeamFolder stage = stage(id);
        stage.copy(List.copyOf(stage.sizes().keySet()), aside);
        return aside.location();
    }
}
