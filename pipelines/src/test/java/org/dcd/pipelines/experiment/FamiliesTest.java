package org.dcd.pipelines.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.dcd.schemas.BadInputException;
import org.dcd.transforms.registry.Default;
import org.dcd.transforms.registry.Registry;
import org.dcd.transforms.registry.Renamed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contracts of all records that an experiment file can name, registered members of open families included. */
class FamiliesTest {
    static Set<Class<?>> records() {
        Set<Class<?>> found = new LinkedHashSet<>();
        collect(Experiment.class, found);
        return found;
    }

    private static void collect(Type type, Set<Class<?>> found) {
        if (type instanceof ParameterizedType list) {
            collect(list.getActualTypeArguments()[0], found);
        } else if (type instanceof Class<?> plain && !Scalars.isScalar(plain)) {
            if (plain.isInterface()) {
                Registry.members(plain).values().forEach(member -> collect(member, found));
            } else if (found.add(plain)) {
                Stream.of(plain.getRecordComponents()).forEach(component -> collect(component.getGenericType(), found));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void areRecordsWithoutAComponentNamedType(Class<?> type) {
        assertThat(type).isRecord();
        assertThat(type.getRecordComponents())
                .extracting(RecordComponent::getName)
                .doesNotContain("type");
    }

    @ParameterizedTest
    @MethodSource("records")
    void haveDefaultsThatBind(Class<?> type) {
        SourceLocation location = SourceLocation.file(Path.of("defaults.yaml"));
        for (RecordComponent component : type.getRecordComponents()) {
            Default value = component.getAnnotation(Default.class);
            if (value != null) {
                YamlNode node = YamlParser.parse(value.value(), location).orElseThrow();
                Type bound = component.getType() == OptionalDouble.class ? double.class : component.getGenericType();
                assertThat(Binder.bind(bound, node, component.getName())).isNotNull();
            }
        }
    }

    /** The earlier key is no key of the record, and a file with it is refused with the new key. */
    @ParameterizedTest
    @MethodSource("records")
    void refuseRenamedKeysWithTheNewKey(Class<?> type) {
        List<String> keys = Components.of(type).stream().map(Components::key).toList();
        for (RecordComponent component : Components.of(type)) {
            Renamed renamed = component.getAnnotation(Renamed.class);
            if (renamed != null) {
                SourceLocation location = SourceLocation.file(Path.of("renamed.yaml"));
                YamlNode map = YamlParser.parse("{" + renamed.from() + ": 1}", location)
                        .orElseThrow();

                assertThat(keys).doesNotContain(renamed.from());
                assertThatThrownBy(() -> Binder.bind(type, map, ""))
                        .isInstanceOf(BadInputException.class)
                        .hasMessage("renamed.yaml:1:2: " + renamed.from() + ": is now called "
                                + Components.key(component) + "; rename it");
            }
        }
    }

    @Test
    void haveRenamedKeys() {
        assertThat(records().stream()
                        .flatMap(type -> Components.of(type).stream())
                        .filter(component -> component.isAnnotationPresent(Renamed.class)))
                .isNotEmpty();
    }
}
