/**
 * Augmentation of training images as in EDM (Karras et al. 2022, App. F.2), on the host: what may happen is
 * {@link org.dcd.transforms.augment.AugmentPipe}, what happens to one image
 * {@link org.dcd.transforms.augment.Augmentation}.
 */
package org.dcd.transforms.augment;
