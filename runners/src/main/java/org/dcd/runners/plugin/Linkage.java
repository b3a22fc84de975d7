package org.dcd.runners.plugin;

import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Type;

/**
 * Compares what a class of a plug-in uses of DCD with what this version of DCD has. Java itself finds a missing method
 * when it is called first, which may be hours into a run.
 *
 * @param loader loads the classes of DCD and of the plug-in
 */
record Linkage(ClassLoader loader) {
    private static final String OURS = "org/dcd/";
    /** Of Java 17: the major version of a class file is that of Java plus 44. */
    private static final int JAVA_17 = 61;

    /** Tags of the constant pool (Java Virtual Machine Specification, table 4.4-A). */
    private static final int CLASS = 7;

    private static final int FIELD = 9;
    private static final int METHOD = 10;
    private static final int INTERFACE_METHOD = 11;

    /**
     * The first thing about a class that does not fit.
     *
     * @param name internal name
     * @return a phrase whose subject is the class; empty when everything fits
     */
    Optional<String> problem(String name, byte[] classFile) {
        int major = (classFile[6] & 0xff) << 8 | classFile[7] & 0xff;
        if (major > JAVA_17) {
            return Optional.of("is compiled for Java " + (major - JAVA_17 + 17) + ", and DCD runs on Java 17");
        }
        ClassReader reader = new ClassReader(classFile);
        char[] buffer = new char[reader.getMaxStringLength()];
        boolean usesOurs = false;
        // an item of long or double takes two places, the second of which has no offset
        for (int item = 1; item < reader.getItemCount(); item++) {
            int offset = reader.getItem(item);
            int tag = offset == 0 ? 0 : reader.readByte(offset - 1);
            Optional<String> problem = Optional.empty();
            if (tag == CLASS) {
                String used = elementType(reader.readUTF8(offset, buffer));
                usesOurs |= used.startsWith(OURS);
                problem = used.startsWith(OURS) && find(used).isEmpty()
                        ? Optional.of("uses " + shown(used) + ", which does not exist")
                        : problem;
            } else if (tag == FIELD || tag == METHOD || tag == INTERFACE_METHOD) {
                int signature = reader.getItem(reader.readUnsignedShort(offset + 2));
                problem = missing(
                        elementType(reader.readClass(offset, buffer)),
                        reader.readUTF8(signature, buffer),
                        reader.readUTF8(signature + 2, buffer));
            }
            if (problem.isPresent()) {
                return problem;
            }
        }
        return usesOurs ? notImplemented(name) : Optional.empty();
    }

    private Optional<String> missing(String owner, String member, String descriptor) {
        if (!owner.startsWith(OURS)) {
            return Optional.empty();
        }
        Optional<Class<?>> type = find(owner);
        return type.isPresent() && has(type.get(), member, descriptor)
                ? Optional.empty()
                : Optional.of("uses " + shown(owner) + "." + member + arguments(descriptor) + ", which does not exist");
    }

    /** Whether a type or one that it extends has a member that others may use. */
    private static boolean has(Class<?> type, String name, String descriptor) {
        boolean declared;
        if (name.equals("<init>")) {
            declared = Arrays.stream(type.getDeclaredConstructors())
                    .filter(Linkage::isOpen)
                    .map(Type::getConstructorDescriptor)
                    .anyMatch(descriptor::equals);
        } else if (descriptor.startsWith("(")) {
            declared = Arrays.stream(type.getDeclaredMethods())
                    .anyMatch(method -> method.getName().equals(name)
                            && Type.getMethodDescriptor(method).equals(descriptor)
                            && isOpen(method));
        } else {
            declared = Arrays.stream(type.getDeclaredFields())
                    .anyMatch(field -> field.getName().equals(name)
                            && Type.getDescriptor(field.getType()).equals(descriptor)
                            && isOpen(field));
        }
        return declared
                || Stream.concat(
                                Stream.of(type.isInterface() ? Object.class : type.getSuperclass()),
                                Arrays.stream(type.getInterfaces()))
                        .anyMatch(parent -> parent != null && has(parent, name, descriptor));
    }

    private static boolean isOpen(Member member) {
        return (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
    }

    /** A method that the class must have in this version and does not. */
    private Optional<String> notImplemented(String name) {
        try {
            Class<?> type = Class.forName(name.replace('/', '.'), false, loader);
            if (Modifier.isAbstract(type.getModifiers())) {
                return Optional.empty();
            }
            return Arrays.stream(type.getMethods())
                    .filter(method -> Modifier.isAbstract(method.getModifiers()))
                    .findFirst()
                    .map(method ->
                            "does not implement " + method.getDeclaringClass().getName() + "." + method.getName());
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.of("cannot be loaded (" + e + ")");
        }
    }

    private Optional<Class<?>> find(String internalName) {
        try {
            return Optional.of(Class.forName(shown(internalName), false, loader));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }

    /** {@code (int, A)} of {@code (ILorg/dcd/A;)V}; nothing for a field. */
    private static String arguments(String descriptor) {
        return descriptor.startsWith("(")
                ? Arrays.stream(Type.getArgumentTypes(descriptor))
                        .map(type -> type.getClassName().replaceFirst(".*\\.", ""))
                        .collect(Collectors.joining(", ", "(", ")"))
                : "";
    }

    /** {@code org/dcd/A} of {@code [[Lorg/dcd/A;}. */
    private static String elementType(String type) {
        return type.startsWith("[") ? Type.getType(type).getElementType().getInternalName() : type;
    }

    private static String shown(String internalName) {
        return internalName.replace('/', '.');
    }
}
