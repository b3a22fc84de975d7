/**
 * NumPy's {@code .npy} and {@code .npz}, read and written. Our own, as it is a header of one line: shapes are held to
 * the size of the file before memory is taken. Data sets of arrays belong to {@code data.arrays}. Start reading at
 * {@link org.dcd.transforms.files.npy.NpyReader}.
 */
package org.dcd.transforms.files.npy;
