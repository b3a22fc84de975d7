/**
 * Shared by all modules: the exception for bad input, and counts in messages. The Avro records of stored rows are
 * generated into this package from {@code src/main/avro}; their documentation is part of the bytes of tables.
 */
package org.dcd.schemas;
