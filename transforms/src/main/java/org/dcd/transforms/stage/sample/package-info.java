/** Draws images from an exported network. Start with {@link org.dcd.transforms.stage.sample.SampleSpec}. */
package org.dcd.transforms.stage.sample;
