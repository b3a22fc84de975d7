package org.dcd.pipelines.experiment;

import java.lang.reflect.RecordComponent;
import java.util.List;

/**
 * The components of records, kept: the JDK makes new ones at every call, each of which parses its annotations anew, and
 * a sweep asks for them hundreds of times a point.
 */
final class Components {
    private static final ClassValue<List<RecordComponent>> KEPT = new ClassValue<>() {
        @Override
        protected List<RecordComponent> computeValue(Class<?> record) {
            return List.of(record.getRecordComponents());
        }
    };

    private Components() {}

    static List<RecordComponent> of(Class<?> record) {
        return KEPT.get(record);
    }
}
