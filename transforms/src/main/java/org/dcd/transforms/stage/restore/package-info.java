/** Restores images from measurements. Start with {@link org.dcd.transforms.stage.restore.RestoreSpec}. */
package org.dcd.transforms.stage.restore;
