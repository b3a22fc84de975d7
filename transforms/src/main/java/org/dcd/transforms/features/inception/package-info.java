/**
 * The Inception-v3 network of the FID, with the resizing conventions of the published implementations. Start with
 * {@link org.dcd.transforms.features.inception.InceptionFeatures}.
 */
package org.dcd.transforms.features.inception;
