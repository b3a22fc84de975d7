/** Estimates the noise level of measurements. Start with {@link org.dcd.transforms.stage.calibrate.CalibrateSpec}. */
package org.dcd.transforms.stage.calibrate;
