/** Native libraries that are unpacked from jars: where they lie, and their removal when the process ends. */
package org.dcd.transforms.natives;
