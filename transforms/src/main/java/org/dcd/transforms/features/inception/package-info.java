/** The Inception-v3 network of FID, with the resizing conventions of the published implementations. */
package org.dcd.transforms.features.inception;
