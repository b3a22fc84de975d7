/**
 * Zip archives read in place with commons-compress, under stricter rules: no name leads out or occurs twice, links are
 * not followed, checksums hold. Start reading at {@link org.dcd.transforms.files.zip.SafeZip}.
 */
package org.dcd.transforms.files.zip;
