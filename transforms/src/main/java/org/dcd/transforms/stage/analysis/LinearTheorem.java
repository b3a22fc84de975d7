package org.dcd.transforms.stage.analysis;

import java.util.List;
import org.dcd.transforms.stage.Row;

/** A theorem on linear generators: it is about the generator, and is held against its weights. */
interface LinearTheorem extends Analysis {
    @Override
    default List<Row> rows() {
        return List.of(Row.GENERATOR);
    }

    @Override
    default boolean readsWeights() {
        return true;
    }
}
