/**
 * Image shapes, pixel ranges, encoding of values in records, and resizing. Nothing here depends on a file format or
 * back end. Start with {@link org.dcd.transforms.image.ImageShape}.
 */
package org.dcd.transforms.image;
