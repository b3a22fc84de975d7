/**
 * Augmentation of training images as in EDM (Karras et al. 2022, App. F.2), computed on the host.
 * {@link org.dcd.transforms.augment.AugmentPipe} draws the {@link org.dcd.transforms.augment.Augmentation} of each
 * image. Start with {@code AugmentPipe}.
 */
package org.dcd.transforms.augment;
