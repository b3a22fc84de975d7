/** Folders that stages read and write, and messages for file errors. Start with {@link org.dcd.schemas.io.Folder}. */
package org.dcd.schemas.io;
