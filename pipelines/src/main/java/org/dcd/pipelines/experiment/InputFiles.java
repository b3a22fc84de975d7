package org.dcd.pipelines.experiment;

import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dcd.transforms.files.HashedFile;
import org.dcd.transforms.files.InputFile;

/** Components of records that are files of the user, as YAML gives them ({@link InputFile}). */
final class InputFiles {
    static final String PATH = "path";
    static final String SHA256 = "sha256";

    private InputFiles() {}

    /** Key of the path of a file whose keys are those of its record; empty for all other components. */
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

    /** What a record's map says of an inline file, under the keys of {@link HashedFile}. */
    static YamlNode.Mapping inline(YamlNode.Mapping record, String key) {
        Map<String, YamlNode.Entry> file = new LinkedHashMap<>();
        file.put(PATH, record.entries().get(key));
        if (record.entries().containsKey(SHA256)) {
            file.put(SHA256, record.entries().get(SHA256));
        }
        return new YamlNode.Mapping(record.location(), file);
    }

    /**
     * Refuses a path that is not a file, where it is written. Nothing is read. A file with a hash is looked for where
     * it is needed: what is cached does without it.
     *
     * @param bound a {@link HashedFile} or a list of them
     * @param node what was bound
     * @param path key of the node
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
