package org.dcd.transforms.files.torch;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** A pickled PyTorch module: name of its class, and its attributes. */
public final class PickledModule {
    private final String className;
    private Map<?, ?> attributes;

    PickledModule(String className, Map<?, ?> attributes) {
        this.className = className;
        this.attributes = attributes;
    }

    /** Name of the class; consists of letters, digits and underscores. */
    public String className() {
        return className;
    }

    void setAttributes(Map<?, ?> state) {
        attributes = state;
    }

    /** Value of a numeric attribute, such as a dropout probability; empty if it does not exist. */
    public OptionalDouble number(String attribute) {
        return attributes.get(attribute) instanceof Number number
                ? OptionalDouble.of(number.doubleValue())
                : OptionalDouble.empty();
    }

    /** Submodules by name. A damaged file may contain cycles, so recursion over them needs a depth limit. */
    public SortedMap<String, PickledModule> modules() {
        SortedMap<String, PickledModule> modules = new TreeMap<>();
        forEach("_modules", (name, value) -> {
            if (value instanceof PickledModule module) {
                modules.put(name, module);
            }
        });
        return modules;
    }

    /** Parameters and buffers of this module without its submodules, by name. */
    SortedMap<String, StridedTensor> tensors() {
        SortedMap<String, StridedTensor> tensors = new TreeMap<>();
        for (String kind : new String[] {"_parameters", "_buffers"}) {
            forEach(kind, (name, value) -> {
                if (value instanceof StridedTensor tensor) {
                    tensors.put(name, tensor);
                }
            });
        }
        return tensors;
    }

    private void forEach(String attribute, BiConsumer<String, Object> action) {
        if (attributes.get(attribute) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> action.accept(String.valueOf(name), value));
        }
    }
}
