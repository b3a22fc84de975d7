package org.dcd.transforms.files.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dcd.schemas.Count;

/**
 * The header of a safetensors file.
 *
 * @param entries tensors in the order of their offsets, without gaps or overlaps
 * @param metadata arbitrary text by key
 */
public record SafetensorsHeader(List<Entry> entries, SortedMap<String, String> metadata) {
    /** Length limit of the reference implementation, in bytes. */
    public static final long MAX_LENGTH = 100_000_000;

    private static final String METADATA = "__metadata__";
    private static final int ALIGNMENT = 8;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * One tensor.
     *
     * @param name name of the tensor
     * @param type stored element type
     * @param shape length of each dimension
     * @param begin offset of its first byte after the header
     * @param end offset after its last byte
     */
    public record Entry(String name, Dtype type, long[] shape, long begin, long end) {}

    /** Names by descending element size, so that tensors are aligned, then alphabetically. */
    private static List<String> order(Map<String, ? extends TensorSource> tensors) {
        Comparator<String> bySize =
                Comparator.comparingInt(name -> -tensors.get(name).type().bytes());
        return tensors.keySet().stream()
                .sorted(bySize.thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** The header of a file with these tensors. */
    static SafetensorsHeader of(Map<String, ? extends TensorSource> tensors, Map<String, String> metadata) {
        List<Entry> entries = new ArrayList<>();
        long offset = 0;
        for (String name : order(tensors)) {
            if (name.equals(METADATA)) {
                throw new IllegalArgumentException("a tensor cannot be called " + METADATA);
            }
            TensorSource tensor = tensors.get(name);
            long end = Math.addExact(offset, tensor.bytes());
            entries.add(new Entry(name, Dtype.of(tensor.type()), tensor.shape(), offset, end));
            offset = end;
        }
        return new SafetensorsHeader(entries, new TreeMap<>(metadata));
    }

    /** Size of all tensors in bytes. */
    long dataBytes() {
        return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).end();
    }

    /** JSON, padded with spaces to a multiple of 8 bytes as in other writers. */
    byte[] toJson() throws IOException {
        ObjectNode root = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            root.set(METADATA, JSON.valueToTree(metadata));
        }
        for (Entry entry : entries) {
            ObjectNode node =
                    root.putObject(entry.name()).put("dtype", entry.type().name());
            Arrays.stream(entry.shape()).forEach(node.putArray("shape")::add);
            node.putArray("data_offsets").add(entry.begin()).add(entry.end());
        }
        byte[] json = JSON.writeValueAsBytes(root);
        int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] header = Arrays.copyOf(json, padded);
        Arrays.fill(header, json.length, padded, (byte) ' ');
        return header;
    }

    /**
     * Parses a header.
     *
     * @param dataBytes number of bytes after the header
     * @throws IllegalArgumentException if the header is malformed or does not describe exactly these bytes
     */
    static SafetensorsHeader parse(byte[] json, long dataBytes) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the header is not JSON: " + e.getOriginalMessage(), e);
        }
        check(root.isObject(), "the header is not a JSON object");
        SortedMap<String, String> metadata = new TreeMap<>();
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (field.getKey().equals(METADATA)) {
                for (Map.Entry<String, JsonNode> text : field.getValue().properties()) {
                    check(text.getValue().isTextual(), "metadata " + text.getKey() + " is not text");
                    metadata.put(text.getKey(), text.getValue().textValue());
                }
            } else {
                entries.add(entry(field.getKey(), field.getValue()));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long offset = 0;
        for (Entry entry : entries) {
            check(
                    entry.begin() == offset,
                    "tensor " + entry.name() + " begins at " + entry.begin() + ", not " + offset);
            offset = entry.end();
        }
        check(
                offset == dataBytes,
                "the tensors have " + Count.of(offset, "byte") + ", but the file has " + Count.of(dataBytes)
                        + " of data");
        return new SafetensorsHeader(List.copyOf(entries), metadata);
    }

    private static Entry entry(String name, JsonNode node) {
        String dtype = node.path("dtype").asText();
        Dtype type = Arrays.stream(Dtype.values())
                .filter(known -> known.name().equals(dtype))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("tensor " + name + " has unknown element type '" + dtype
                        + "'; supported are " + Arrays.toString(Dtype.values())));
        long[] shape = integers(name, node.path("shape"));
        long[] offsets = integers(name, node.path("data_offsets"));
        check(offsets.length == 2 && offsets[0] <= offsets[1], "tensor " + name + " has invalid data_offsets");
        long bytes;
        try {
            bytes = Math.multiplyExact(Tensor.size(shape), type.bytes());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("tensor " + name + " is too large: " + Arrays.toString(shape), e);
        }
        check(
                bytes == offsets[1] - offsets[0],
                "tensor " + name + " needs " + Count.of(bytes, "byte") + ", but has "
                        + Count.of(offsets[1] - offsets[0]));
        return new Entry(name, type, shape, offsets[0], offsets[1]);
    }

    private static long[] integers(String name, JsonNode node) {
        check(node.isArray(), "tensor " + name + " lacks a list of integers for shape or data_offsets");
        long[] values = new long[node.size()];
        for (int i = 0; i < values.length; i++) {
            JsonNode value = node.get(i);
            check(
                    value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0,
                    "tensor " + name + " has an invalid length or offset, " + value);
            values[i] = value.longValue();
        }
        return values;
    }

    private static void check(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }
}
