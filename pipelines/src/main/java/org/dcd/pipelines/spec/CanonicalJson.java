package org.dcd.pipelines.spec;

import java.lang.reflect.RecordComponent;
import java.util.List;
import org.dcd.transforms.registry.NotInKey;
import org.dcd.transforms.registry.TypeName;

/** Stand-in until the experiment file reader lands: text that is equal when two records mean the same. */
public final class CanonicalJson {
    private CanonicalJson() {}

    public static String key(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(CanonicalJson::key).toList().toString();
        }
        if (!(value instanceof Record)) {
            return '"' + String.valueOf(value) + '"';
        }
        StringBuilder json = new StringBuilder("{");
        TypeName name = value.getClass().getAnnotation(TypeName.class);
        json.append(name == null ? "" : "type:" + name.value());
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            if (component.getAnnotation(NotInKey.class) == null) {
                try {
                    component.getAccessor().setAccessible(true);
                    json.append(component.getName())
                            .append(':')
                            .append(key(component.getAccessor().invoke(value)));
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return json.append('}').toString();
    }
}
