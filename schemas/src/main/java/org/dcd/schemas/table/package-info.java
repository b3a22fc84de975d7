/**
 * Parquet tables of Avro records in parts: writers, readers, and checks for damaged files. Start with
 * {@link org.dcd.schemas.table.Tables}.
 */
package org.dcd.schemas.table;
