/**
 * The measurement y = A(x) + σε: forward operators A, noise models, coil maps, and the estimation of σ from
 * measurements. No file formats and no training. Start with {@link org.dcd.transforms.measurement.ForwardOperator};
 * callers use {@link org.dcd.transforms.measurement.MeasurementModel}, which checks shapes.
 */
package org.dcd.transforms.measurement;
