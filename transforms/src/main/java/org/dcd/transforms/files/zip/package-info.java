/**
 * Zip archives, read without unpacking by commons-compress under stricter rules: names must not leave the archive or
 * occur twice, links are not followed, checksums are verified. Start with {@link org.dcd.transforms.files.zip.SafeZip}.
 */
package org.dcd.transforms.files.zip;
