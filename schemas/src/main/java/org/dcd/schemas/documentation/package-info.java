/**
 * Javadoc of experiment records at run time, for {@code dcd explain} and the JSON Schema. An annotation processor
 * stores it; {@link org.dcd.schemas.documentation.Documentation} reads it.
 */
package org.dcd.schemas.documentation;
