/**
 * Folders and zip archives of PNG and JPEG images. Headers are parsed here, before anything is decoded, and the JDK
 * decodes. Start reading at {@link org.dcd.transforms.data.folder.ImageFolderDataset}.
 */
package org.dcd.transforms.data.folder;
