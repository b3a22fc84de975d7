/** Reads a data set into tables of images. Start with {@link org.dcd.transforms.stage.dataset.DatasetSpec}. */
package org.dcd.transforms.stage.dataset;
