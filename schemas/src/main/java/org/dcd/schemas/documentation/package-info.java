/**
 * The Javadoc of experiment records at run time, for {@code explain} and the JSON Schema: an annotation processor
 * writes it, {@link org.dcd.schemas.documentation.Documentation} reads it.
 */
package org.dcd.schemas.documentation;
