/**
 * Data sets: {@link org.dcd.transforms.data.DatasetSource}, the open family of formats, and what formats share
 * (padding, hash, what is skipped); IDX files and generated images. Larger formats have a package each. Corruption of
 * images belongs to {@code measurement}, the stage that stores them to {@code stage.dataset}. Start reading at
 * {@code DatasetSource}.
 */
package org.dcd.transforms.data;
