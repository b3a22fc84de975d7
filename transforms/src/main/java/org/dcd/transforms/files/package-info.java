/**
 * Files that users bring: their hashes ({@link org.dcd.transforms.files.HashedFile},
 * {@link org.dcd.transforms.files.HashCache}) and what is recognised in place of data, such as a git-LFS pointer. One
 * package below for each format; each says why a library does not read it. All input is untrusted: a malformed file
 * ends in a {@link org.dcd.schemas.BadInputException} that names file, position and remedy, in bounded memory. What a
 * file means, as a data set or as weights of a network, belongs to {@code data}, {@code pretrained} and
 * {@code model.pretrained}. Start reading at {@code HashedFile}.
 */
package org.dcd.transforms.files;
