package org.dcd.transforms.data.folder;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipException;
import org.dcd.schemas.BadInputException;

/**
 * Labels of images by name.
 *
 * @param byName labels of all images; empty without labels
 * @param classes largest label + 1; 0 without labels
 */
record ImageLabels(Map<String, Integer> byName, int classes) {
    private static final int MAX_LABEL = 99_999;
    private static final ImageLabels NONE = new ImageLabels(Map.of(), 0);

    /** Reads {@code dataset.json}. Without that file the top-level folders are the classes. */
    static ImageLabels read(ImageFiles files) throws IOException {
        if (!files.labelled()) {
            return ofFolders(files);
        }
        try (InputStream in = files.open(ImageFiles.LABELS);
                JsonParser json = new JsonFactory().createParser(in)) {
            return ofJson(files, json);
        } catch (JsonProcessingException e) {
            throw bad(files, "is not JSON (" + e.getOriginalMessage() + ")", "write {\"labels\": [[name, class], …]}");
        } catch (ZipException | EOFException e) {
            throw files.damaged(ImageFiles.LABELS, e);
        }
    }

    /** Label of an image; -1 without labels. */
    int of(String name) {
        return byName.getOrDefault(name, -1);
    }

    private static ImageLabels ofFolders(ImageFiles files) {
        if (!files.labelsBelow().isEmpty()) {
            throw new BadInputException(files.where(files.labelsBelow().get(0))
                    + " is in a subfolder, where labels are not read; give the path of its folder, move it"
                    + " to the root with names relative to the root, or remove it to use folders as classes");
        }
        List<String> images = files.images();
        List<String> beside =
                images.stream().filter(name -> name.indexOf('/') < 0).toList();
        if (beside.size() == images.size()) {
            return NONE;
        }
        if (!beside.isEmpty()) {
            throw new BadInputException(files.where(beside.get(0))
                    + " is next to folders, which are the classes; move it into one of them, or give labels in "
                    + ImageFiles.LABELS);
        }
        Map<String, Integer> classes = new HashMap<>();
        for (String folder : new TreeSet<>(images.stream().map(ImageLabels::top).toList())) {
            classes.put(folder, classes.size());
        }
        Map<String, Integer> labels = new HashMap<>();
        images.forEach(name -> labels.put(name, classes.get(top(name))));
        return new ImageLabels(labels, classes.size());
    }

    private static String top(String name) {
        return name.substring(0, name.indexOf('/'));
    }

    private static ImageLabels ofJson(ImageFiles files, JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw bad(files, "is not a JSON object", "write {\"labels\": [[name, class], …]}");
        }
        ImageLabels labels = NONE;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = json.currentName().equals("labels");
            if (json.nextToken() == JsonToken.START_ARRAY && wanted) {
                labels = pairs(files, json);
            } else if (wanted && json.currentToken() != JsonToken.VALUE_NULL) {
                throw bad(files, "has labels that are neither a list nor null", "write [[name, class], …]");
            } else {
                json.skipChildren();
            }
        }
        return labels;
    }

    private static ImageLabels pairs(ImageFiles files, JsonParser json) throws IOException {
        Set<String> missing = new HashSet<>(files.images());
        Map<String, String> byNormalName = new HashMap<>();
        files.images().forEach(image -> byNormalName.put(ImageFiles.normalName(image), image));
        Map<String, Integer> labels = new HashMap<>();
        int classes = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            String item = "at line " + json.currentLocation().getLineNr() + ", label " + labels.size() + " ";
            String name = json.currentToken() == JsonToken.START_ARRAY ? json.nextTextValue() : null;
            if (name == null || json.nextToken() != JsonToken.VALUE_NUMBER_INT) {
                throw bad(files, item + "is not [name, integer]", "write [[name, class], …]");
            }
            int label = json.getIntValue();
            if (label < 0 || label > MAX_LABEL || json.nextToken() != JsonToken.END_ARRAY) {
                throw bad(files, item + "of " + name + " is not one integer in [0, " + MAX_LABEL + "]", "correct it");
            }
            String image = missing.contains(name) ? name : byNormalName.getOrDefault(ImageFiles.normalName(name), name);
            if (!missing.remove(image)) {
                throw bad(
                        files,
                        item + "refers to " + name + ", which is not an image or already has a label",
                        "remove it");
            }
            labels.put(image, label);
            classes = Math.max(classes, label + 1);
        }
        if (!missing.isEmpty()) {
            throw bad(files, "has no label for " + new TreeSet<>(missing).first(), "add it, or remove the image");
        }
        return new ImageLabels(labels, classes);
    }

    private static BadInputException bad(ImageFiles files, String problem, String remedy) {
        return new BadInputException(files.where(ImageFiles.LABELS) + " " + problem + "; " + remedy);
    }
}
