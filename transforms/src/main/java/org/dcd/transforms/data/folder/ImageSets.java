package org.dcd.transforms.data.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.data.ImageSet;
import org.dcd.transforms.data.ImageTable;

/** Opens images that are scored without an experiment. */
public final class ImageSets {
    private ImageSets() {}

    /**
     * Opens a folder or zip archive of PNG or JPEG images, a folder with one table of images as stages write it, or one
     * Parquet file of such a table.
     *
     * @throws BadInputException if the path is none of these
     */
    public static ImageSet open(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new BadInputException(
                    path + " does not exist; give a folder or zip of PNG or JPEG images, or a table of images");
        }
        return ImageTable.isAt(path) ? ImageTable.open(path) : FolderImages.open(path);
    }
}
