/**
 * The measurement y = A(x) + σε: forward operators A, noise models, coil maps, and estimation of σ from measurements.
 * File formats and training do not belong here. Start with {@link org.dcd.transforms.measurement.ForwardOperator};
 * callers use {@link org.dcd.transforms.measurement.MeasurementModel}, which checks shapes.
 */
package org.dcd.transforms.measurement;
