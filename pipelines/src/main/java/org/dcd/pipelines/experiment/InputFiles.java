package org.dcd.pipelines.experiment;

import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.files.InputFile;

/** Components of records that are files of the user ({@link InputFile}), in YAML. */
final class InputFiles {
    static final String PATH = "path";
    static final String SHA256 = "sha256";

    private InputFiles() {}

    /** Key of the path of a file that is inlined into the keys of its record; empty for all other components. */
    static Optional<String> inlineKey(RecordComponent component) {
        return Optional.ofNullable(component.getAnnotation(InputFile.class))
                .map(InputFile::inlineAs)
                .filter(key -> !key.isEmpty());
    }

    /** Keys of a component in the map of its record. */
    static List<String> keys(RecordComponent component) {
        return inlineKey(component)
                .map(path -> List.of(path, SHA256))
                .orElseGet(() -> List.of(Components.key(component)));
    }

    /** The map of an inline file, with the keys of {@link HashedFile}. */
    static YamlNode.Mapping inline(YamlNode.Mapping record, String key) {
        Map<String, YamlNode.Entry> file = new LinkedHashMap<>();
        file.put(PATH, record.entries().get(key));
        if (record.entries().containsKey(SHA256)) {
            file.put(SHA256, record.entries().get(SHA256));
        }
        return new YamlNode.Mapping(record.location(), file);
    }

    /**
     * Refuses a path that is not a file, at its location. The file is not read. A file with a hash is not required: it
     * is opened only by stages that are not cached.
     *
     * @param bound a {@link HashedFile} or a list of them
     * @param node the YAML of the value
     * @param path key of the value
     */
    static void requireFiles(InputFile how, Object bound, YamlNode node, String path) {
        if (bound instanceof List<?> files) {
            for (int i = 0; i < files.size(); i++) {
                requireFiles(
                        how, files.get(i), ((YamlNode.Sequence) node).items().get(i), path + "[" + i + "]");
            }
        } else if (bound instanceof HashedFile file && !file.isHashed() && !Files.isRegularFile(file.path())) {
            String inline = how.inlineAs().isEmpty() ? PATH : how.inlineAs();
            SourceLocation location = node instanceof YamlNode.Mapping map
                    ? map.entries().get(PATH).location()
                    : node.location();
            throw location.error(Names.join(path, inline), file.path() + " is not a file; give " + how.give());
        }
    }
}
