/**
 * Data sets: {@link org.dcd.transforms.data.DatasetSource}, the open family of formats, and code shared by the formats
 * (padding, hashing, skipped files); IDX files and generated images. Larger formats have a package each. Corruption of
 * images belongs to {@code measurement}, the stage that stores them to {@code stage.dataset}. Start with
 * {@code DatasetSource}.
 */
package org.dcd.transforms.data;
