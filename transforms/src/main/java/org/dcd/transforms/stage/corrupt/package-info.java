/** Takes one measurement of every image. Start with {@link org.dcd.transforms.stage.corrupt.CorruptSpec}. */
package org.dcd.transforms.stage.corrupt;
