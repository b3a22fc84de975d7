/**
 * Readers and a writer of NumPy's {@code .npy} arrays, alone or in {@code .npz} archives. No library is used because
 * the header is a single line, and shapes must be checked against the file size before memory is allocated. Data sets
 * of arrays belong to {@code data.arrays}. Start with {@link org.dcd.transforms.files.npy.NpyReader}.
 */
package org.dcd.transforms.files.npy;
