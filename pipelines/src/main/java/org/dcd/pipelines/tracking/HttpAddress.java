package org.dcd.pipelines.tracking;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Address of a server that is told about runs: http or https, with a host. */
record HttpAddress(URI uri) {
    /** Empty when the text is no such address. */
    static Optional<HttpAddress> of(String text) {
        try {
            URI uri = new URI(text.strip().replaceAll("/+$", ""));
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            return web && uri.getHost() != null ? Optional.of(new HttpAddress(uri)) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Without a password that may stand in it. */
    String shown() {
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                + (uri.getPath() == null ? "" : uri.getPath());
    }

    @Override
    public String toString() {
        return shown();
    }
}
