package org.dcd.transforms.data.folder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.dcd.transforms.files.zip.SafeZip;

/** The files of a zip archive, read without unpacking. Links in the archive are not followed. */
final class ZippedFiles extends ImageFiles {
    private final SafeZip zip;

    ZippedFiles(Path archive) throws IOException {
        super(archive);
        zip = new SafeZip(archive);
        try {
            zip.files().forEach(this::add);
            zip.links().forEach(name -> skip("link", name));
            finish();
        } catch (RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    @Override
    InputStream open(String name) throws IOException {
        return zip.open(name);
    }

    @Override
    byte[] read(String name, int most) throws IOException {
        return zip.checked(name, super.read(name, most));
    }

    @Override
    String where(String name) {
        return zip.where(name);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
