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
import org.dcd.pipelines.store.files.BeamFolder;
import org.dcd.pipelines.store.lease.WorkName;
import org.dcd.schemas.FileEntry;
import org.dcd.schemas.Manifest;
import org.dcd.schemas.stage.StageId;
import org.dcd.schemas.stage.StageResult;
import org.dcd.transforms.files.Sha256;

/**
 * Publishes stages to a remote store: first the files, under names that contain their hashes, then the manifest. A
 * manifest is created and never overwritten, unless its stage is damaged or replaced on request. A publisher may be
 * suspended at any step while another process makes and publishes the stage: the store then has the files of both, and
 * one manifest.
 *
 * @param step called before each operation on files
 */
record RemotePublisher(RemoteStore store, BeamFolder root, Mirror mirror, Runnable step) {
    private static final int MAX_MARK_BYTES = 200;

    private BeamFolder stage(StageId id) {
        return root.in("stages").in(id.kind()).in(id.key());
    }

    void replaceNext(WorkFolder work, StageId id) throws IOException {
        work.empty();
        byte[] identity = identity(stage(id)).getBytes(StandardCharsets.UTF_8);
        work.write(WorkName.REPLACE, out -> out.write(identity));
    }

    /** Whether a work folder is marked to replace the current stage, rather than an earlier one. */
    boolean replaces(WorkFolder work, StageId id) throws IOException {
        Optional<byte[]> mark = work.remote().read(WorkName.REPLACE, MAX_MARK_BYTES);
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
        return manifest.isPresent() ? Sha256.of(manifest.get()) : LocalPublisher.NOTHING;
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
                throw new IOException("its work folder " + work + " was deleted meanwhile");
            }
            step.run();
            work.fetchAll();
            Path made = work.path();
            if (!Files.isDirectory(made)) {
                throw new IOException("its work folder " + made + " is missing");
            }
            publish(new ManifestBuilder(result, made).build(), work, replaces);
        } catch (IOException e) {
            // Another process that has published the stage meanwhile deletes the files of this one.
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
            stage.write(PublishedFolder.storedName(file), out -> Files.copy(made.resolve(file.getPath()), out));
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

    /** Creates the manifest. If another process has created it first, its stage is kept. */
    private static void create(BeamFolder stage, byte[] json) throws IOException {
        if (!stage.create(Manifests.FILE, json) && !stage.exists(Manifests.FILE)) {
            throw new FileNotFoundException(
                    stage.location() + "/" + Manifests.FILE + " was created by another run and has been deleted");
        }
    }

    /**
     * Deletes temporary files, the files of a replaced stage, and the files of this publisher when another was first.
     * Never deletes a file that the manifest in the store lists.
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
                unneeded.add(PublishedFolder.storedName(file));
                unneeded.add(file.getPath());
            });
        }
        published.get().getFiles().forEach(file -> {
            unneeded.remove(PublishedFolder.storedName(file));
            if (!files.contains(PublishedFolder.storedName(file))) {
                unneeded.remove(file.getPath());
            }
        });
        unneeded.retainAll(files);
        step.run();
        stage.delete(List.copyOf(unneeded));
    }

    /**
     * Publishes a work folder with a manifest, as an import writes it. A stage that a run makes has none before it is
     * published.
     */
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

    /** Copies a damaged stage, then deletes its manifest, and with it the stage. */
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
