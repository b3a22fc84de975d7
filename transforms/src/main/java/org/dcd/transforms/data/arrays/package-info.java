/** Data sets in NumPy arrays. Start reading at {@link org.dcd.transforms.data.arrays.NpyDataset}. */
package org.dcd.transforms.data.arrays;
