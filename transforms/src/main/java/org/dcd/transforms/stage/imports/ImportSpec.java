package org.dcd.transforms.stage.imports;

import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.model.Denoiser;
import org.dcd.transforms.stage.FileNames;

/**
 * Imports a pretrained denoiser as a teacher, or as initial weights of a teacher. Inputs: none, and the data that it
 * was trained on are unknown. Files: {@link FileNames#TEACHER}.
 *
 * @param network expected network of the file
 * @param shape shape of its input
 * @param conditionChannels see {@link Denoiser#apply}
 * @param from the file
 */
public record ImportSpec(Denoiser network, ImageShape shape, int conditionChannels, HashedFile from)
        implements StageSpec {}
