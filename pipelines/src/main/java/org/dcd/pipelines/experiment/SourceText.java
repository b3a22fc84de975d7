package org.dcd.pipelines.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dcd.schemas.BadInputException;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Reads the text of an experiment file. Refuses other encodings, control characters and large files. */
final class SourceText {
    /** Bytes. */
    static final int LARGEST = 1 << 20;

    private SourceText() {}

    static String read(Path file) {
        if (!Files.exists(file)) {
            throw new BadInputException(file + ": no such file; give the path of an experiment file");
        }
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + ": "
                    + (Files.isDirectory(file) ? "is a folder" : "is not a regular file")
                    + "; give the path of an experiment file");
        }
        String text = decode(bytes(file), SourceLocation.file(file));
        text = text.startsWith("\uFEFF") ? text.substring(1) : text;
        check(text, SourceLocation.file(file));
        return text;
    }

    private static byte[] bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new BadInputException(
                        file + ": is larger than 1 MB; an experiment file is a few lines of YAML; check the path");
            }
            return bytes;
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + "); check its permissions", e);
        }
    }

    private static String decode(byte[] bytes, SourceLocation start) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        boolean broken = decoder.decode(in, out, true).isError();
        String text = out.flip().toString();
        if (broken) {
            throw locationAfter(text, start)
                    .error(String.format(
                            "byte 0x%02x is not UTF-8; save the file as UTF-8 text", bytes[in.position()] & 0xFF));
        }
        return text;
    }

    /** Refuses control characters and tabs in the indentation; the errors of the YAML parser for them are obscure. */
    static void check(String text, SourceLocation start) {
        boolean indentation = true;
        int tab = -1;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (!StreamReader.isPrintable(c)) {
                throw locationAfter(text.substring(0, i), start)
                        .error(String.format("control character U+%04X; an experiment file is text, remove it", c));
            }
            if (c == '\n' || c == '\r') {
                indentation = true;
                tab = -1;
            } else if (c == '\t') {
                tab = indentation && tab < 0 ? i : tab;
            } else if (c != ' ') {
                if (indentation && tab >= 0 && c != '#') {
                    throw locationAfter(text.substring(0, tab), start)
                            .error("tab in the indentation; YAML needs spaces, replace it");
                }
                indentation = false;
            }
        }
    }

    private static SourceLocation locationAfter(String text, SourceLocation start) {
        String[] lines = text.split("\r\n|\r|\n", -1);
        String last = lines[lines.length - 1];
        return start.at(lines.length, last.codePointCount(0, last.length()) + 1);
    }
}
