package org.dcd.transforms.contract;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Map;
import java.util.stream.Stream;
import org.dcd.transforms.corruption.GaussianNoise;
import org.dcd.transforms.corruption.UniformSigma;
import org.dcd.transforms.distillation.Sid;
import org.dcd.transforms.registry.Registry;
import org.junit.jupiter.api.Named;

/** One object of every registered member of a family, so that contracts hold for members that are yet to come. */
public final class Examples {
    /** Members with components, by class; a member without components needs no entry. */
    private static final Map<Class<?>, Object> WITH_COMPONENTS = Map.of(
            GaussianNoise.class,
            new GaussianNoise(0.5),
            UniformSigma.class,
            new UniformSigma(0.25, 0.5),
            Sid.class,
            new Sid(1.2));

    private Examples() {}

    /** Members of a family under their registered names. */
    public static <F> Stream<Named<F>> of(Class<F> family) {
        return Registry.members(family).entrySet().stream()
                .map(member -> Named.of(member.getKey(), family.cast(example(family, member.getValue()))));
    }

    private static Object example(Class<?> family, Class<?> member) {
        if (WITH_COMPONENTS.containsKey(member)) {
            return WITH_COMPONENTS.get(member);
        }
        if (member.getRecordComponents().length > 0) {
            throw new AssertionError(
                    member.getSimpleName() + ", a " + family.getSimpleName()
                            + ", has components: add an example of it to Examples.WITH_COMPONENTS, and its contracts are tested");
        }
        try {
            var constructor = member.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(member + " cannot be made", e);
        }
    }

    /** An object after Java serialisation. */
    @SuppressWarnings("unchecked")
    public static <T> T sent(T object) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }
}
