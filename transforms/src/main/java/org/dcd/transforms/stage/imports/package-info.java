/** Imports a pretrained denoiser as a teacher. Start with {@link org.dcd.transforms.stage.imports.ImportSpec}. */
package org.dcd.transforms.stage.imports;
