package org.dcd.schemas.table;

import java.io.IOException;

/** Takes the rows of a table one after another. */
@FunctionalInterface
public interface RowConsumer<T> {
    void accept(T row) throws IOException;
}
