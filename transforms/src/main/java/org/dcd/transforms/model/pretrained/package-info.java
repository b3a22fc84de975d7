/**
 * Pretrained denoisers of EDM and SiD: reading of their files, inference of the architecture, and comparison with the
 * network of an experiment. Start with {@link org.dcd.transforms.model.pretrained.PretrainedDenoiser}.
 */
package org.dcd.transforms.model.pretrained;
