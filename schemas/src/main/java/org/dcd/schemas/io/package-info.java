/**
 * Folders that stages read and write, local or remote, and the reasons of file errors in words. Start with
 * {@link org.dcd.schemas.io.Folder}.
 */
package org.dcd.schemas.io;
