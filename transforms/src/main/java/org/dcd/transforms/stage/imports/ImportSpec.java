package org.dcd.transforms.stage.imports;

import org.dcd.schemas.stage.StageSpec;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.image.ImageShape;
import org.dcd.transforms.model.Denoiser;
import org.dcd.transforms.stage.FileNames;

/**
 * Takes a denoiser that others trained as a teacher, or for a teacher to start from. Inputs: none, and so nothing is
 * known of the data that it was trained on. Files: {@link FileNames#TEACHER}.
 *
 * @param network which that of the file must be
 * @param shape of what it denoises
 * @param conditionChannels see {@link Denoiser#apply}
 * @param from its file
 */
public record ImportSpec(Denoiser network, ImageShape shape, int conditionChannels, HashedFile from)
        implements StageSpec {}
