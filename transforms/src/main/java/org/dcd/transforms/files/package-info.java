/**
 * Files of the user: hashes ({@link org.dcd.transforms.files.HashedFile}, {@link org.dcd.transforms.files.HashCache})
 * and detection of failed downloads ({@link org.dcd.transforms.files.FailedDownload}). Each file format has a
 * subpackage, which says why no library is used. All input is untrusted: a malformed file causes a
 * {@link org.dcd.schemas.BadInputException} with file, position and remedy, in bounded memory. The meaning of a file,
 * as data set or weights, belongs to {@code data}, {@code pretrained} and {@code model.pretrained}. Start with
 * {@code HashedFile}.
 */
package org.dcd.transforms.files;
