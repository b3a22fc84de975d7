/**
 * Shapes, pixel ranges, the encoding of values in records, and resizing of images. Nothing here knows a file format or
 * a back end. Start with {@link org.dcd.transforms.image.ImageShape}.
 */
package org.dcd.transforms.image;
