package org.dcd.transforms.files.npy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dcd.schemas.BadInputException;
import org.dcd.schemas.Count;
import org.dcd.transforms.files.FailedDownload;

/**
 * Header of an .npy file (NumPy, {@code numpy.lib.format}): magic, version, length, and a Python dictionary literal
 * with exactly the three keys that NumPy writes.
 *
 * @param type NumPy's name of the element type, such as {@code <c8}
 * @param columnMajor whether the array is in Fortran order
 * @param shape length of each dimension
 * @param dataOffset byte at which the elements start
 */
record NpyHeader(String type, boolean columnMajor, List<Integer> shape, int dataOffset) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_HEADER = 1 << 16;
    /** Largest data offset of a header that is accepted. */
    static final int MAX_BYTES = 12 + MAX_HEADER;

    private static final String NUMBER = "\\d{1,9}L?\\s*";
    private static final String SHAPE = "\\(\\s*(?:" + NUMBER + "(?:,\\s*" + NUMBER + "){0,31},?\\s*)?\\)";
    private static final Pattern ENTRY = Pattern.compile(
            "\\s*'(descr|fortran_order|shape)'\\s*:\\s*('[^']{1,16}'|True|False|" + SHAPE + ")\\s*(?:,|(?=}))\\s*");
    private static final Pattern DICTIONARY = Pattern.compile("\\{(?:" + ENTRY.pattern() + ")*+}\\s*");

    static NpyHeader read(byte[] file, String where) {
        if (file.length < 10 || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            FailedDownload.reject(where, file);
            throw bad(where, "is not an .npy file: it does not start with \\x93NUMPY", "write it with numpy.save");
        }
        int version = file[MAGIC.length] & 0xff;
        if (version < 1 || version > 3) {
            throw bad(where, "has format version " + version + ", supported are 1 to 3", "write it with numpy.save");
        }
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int start = version == 1 ? 10 : 12;
        if (file.length < start) {
            throw bad(where, "ends within its header", "it is truncated; get it again");
        }
        long length = version == 1 ? buffer.getShort(8) & 0xffffL : buffer.getInt(8) & 0xffffffffL;
        if (length > MAX_HEADER || start + length > file.length) {
            throw bad(
                    where,
                    "declares a header of " + Count.of(length, "byte") + "; " + Count.of(file.length - start)
                            + " follow, and a header has at most " + MAX_HEADER,
                    "it is damaged or truncated; get it again");
        }
        int end = start + (int) length;
        return parse(new String(file, start, (int) length, StandardCharsets.UTF_8), end, where);
    }

    private static NpyHeader parse(String text, int dataOffset, String where) {
        Map<String, String> entries = new HashMap<>();
        boolean whole = DICTIONARY.matcher(text).matches();
        Matcher entry = ENTRY.matcher(text);
        while (whole && entry.find()) {
            whole = entries.put(entry.group(1), entry.group(2)) == null;
        }
        String type = entries.getOrDefault("descr", "");
        String order = entries.getOrDefault("fortran_order", "");
        String shape = entries.getOrDefault("shape", "");
        if (!whole
                || !type.startsWith("'")
                || !(order.equals("True") || order.equals("False"))
                || !shape.startsWith("(")) {
            throw bad(
                    where,
                    "has an unsupported header: " + shown(text),
                    "write an array of one number type with numpy.save, without records or objects");
        }
        List<Integer> lengths = new ArrayList<>();
        for (String number : shape.replaceAll("[()L\\s]", "").split(",")) {
            if (!number.isEmpty()) {
                lengths.add(Integer.parseInt(number));
            }
        }
        return new NpyHeader(
                type.substring(1, type.length() - 1), order.equals("True"), List.copyOf(lengths), dataOffset);
    }

    private static String shown(String text) {
        String line = text.strip().replaceAll("\\p{Cntrl}", " ");
        return line.length() > 120 ? line.substring(0, 120) + "…" : line;
    }

    static BadInputException bad(String where, String problem, String remedy) {
        return new BadInputException(where + ": " + problem + "; " + remedy);
    }
}
