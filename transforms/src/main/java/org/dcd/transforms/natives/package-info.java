/**
 * Copying of native libraries from jars to a folder, and {@link org.dcd.transforms.natives.Resources}, the owner of
 * native resources. Start with {@code Resources}.
 */
package org.dcd.transforms.natives;
