package org.dcd.pipelines.cli.console;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import org.dcd.schemas.io.Urls;

/** Removes user names, passwords and tokens from URLs in everything that a command prints. */
final class RedactingWriter extends FilterWriter {
    private RedactingWriter(PrintWriter out) {
        super(out);
    }

    /** A writer that redacts, then writes to {@code out}; it flushes after every line. */
    static PrintWriter around(PrintWriter out) {
        return new PrintWriter(new RedactingWriter(out), true);
    }

    /** {@link PrintWriter} passes each printed text in one call, so that no URL is split. */
    @Override
    public void write(String text, int offset, int length) throws IOException {
        out.write(Urls.withoutSecrets(text.substring(offset, offset + length)));
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        out.write(Urls.withoutSecrets(new String(text, offset, length)));
    }
}
