package org.dcd.transforms.registry;

/** Thrown if a record component is outside its {@link Range}. The message gives name, range and value. */
public final class OutOfRangeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final Class<?> type;
    private final String component;
    private final String problem;

    /**
     * @param type class of the record
     * @param component name of the component in kebab case
     * @param problem the message without the name, such as {@code must be in [0, 1), was 1.2}
     */
    public OutOfRangeException(Class<?> type, String component, String problem) {
        super(Registry.nameOf(type) + "." + component + " " + problem);
        this.type = type;
        this.component = component;
        this.problem = problem;
    }

    /** Class of the record. */
    public Class<?> type() {
        return type;
    }

    /** Name of the component in kebab case; for an item of a list with its index: {@code multipliers[1]}. */
    public String component() {
        return component;
    }

    /** The message without the name, such as {@code must be in [0, 1), was 1.2}. */
    public String problem() {
        return problem;
    }
}
