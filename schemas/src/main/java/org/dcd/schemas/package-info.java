/**
 * What all modules share: the exception for bad input, and counts in messages. The Avro records of stored rows are
 * generated into this package from {@code src/main/avro}.
 */
package org.dcd.schemas;
