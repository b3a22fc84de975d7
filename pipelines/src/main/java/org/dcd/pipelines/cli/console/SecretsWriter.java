package org.dcd.pipelines.cli.console;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import org.dcd.schemas.io.Urls;

/** Takes users, passwords and tokens out of URLs in all that a command prints, whoever worded it. */
public final class SecretsWriter extends FilterWriter {
    private SecretsWriter(PrintWriter out) {
        super(out);
    }

    /** What is printed to it is flushed with every line. */
    public static PrintWriter before(PrintWriter out) {
        return new PrintWriter(new SecretsWriter(out), true);
    }

    /** A {@link PrintWriter} hands on what it is given in one piece. */
    @Override
    public void write(String text, int offset, int length) throws IOException {
        out.write(Urls.withoutSecrets(text.substring(offset, offset + length)));
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        out.write(Urls.withoutSecrets(new String(text, offset, length)));
    }
}
