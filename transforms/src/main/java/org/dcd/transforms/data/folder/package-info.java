/**
 * Folders and zip archives of PNG and JPEG images. Headers are parsed and checked here; the JDK decodes the images.
 * Start with {@link org.dcd.transforms.data.folder.ImageFolderDataset}.
 */
package org.dcd.transforms.data.folder;
