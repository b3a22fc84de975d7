package org.dcd.transforms.files.npy;

/**
 * An array of complex numbers, row-major.
 *
 * @param shape length of each dimension
 */
public record ComplexArray(int[] shape, double[] real, double[] imaginary) {}
