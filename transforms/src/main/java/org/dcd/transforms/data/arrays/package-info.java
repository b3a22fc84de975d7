/** Data sets in NumPy arrays. Start with {@link org.dcd.transforms.data.arrays.NpyDataset}. */
package org.dcd.transforms.data.arrays;
