/**
 * Descriptions of the keys of experiment files, for {@code dcd explain} and as a JSON Schema. They are read from the
 * records: names, types, defaults, ranges and Javadoc. Start with {@link org.dcd.pipelines.reference.Explanation}.
 */
package org.dcd.pipelines.reference;
