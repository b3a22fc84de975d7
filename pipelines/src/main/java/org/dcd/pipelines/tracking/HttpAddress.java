package org.dcd.pipelines.tracking;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Address of a tracking server: a URI with the scheme http or https and a host.
 *
 * @param uri the URI without user and password, which clients would print in messages
 * @param login user and password of the URI
 */
record HttpAddress(URI uri, Optional<Login> login) {
    /** @param password password; empty for none */
    record Login(String user, String password) {
        private static Login of(String userInfo) {
            int colon = userInfo.indexOf(':');
            return colon < 0
                    ? new Login(userInfo, "")
                    : new Login(userInfo.substring(0, colon), userInfo.substring(colon + 1));
        }

        /** Value of the header {@code Authorization} for basic authentication. */
        String basic() {
            byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(both);
        }

        @Override
        public String toString() {
            return "Login[]";
        }
    }

    /** Parses an address; empty when the text is not one. */
    static Optional<HttpAddress> of(String text) {
        try {
            URI uri = new URI(text.strip().replaceAll("/+$", ""));
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            return web && uri.getHost() != null ? Optional.of(of(uri)) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static HttpAddress of(URI uri) throws URISyntaxException {
        if (uri.getUserInfo() == null) {
            return new HttpAddress(uri, Optional.empty());
        }
        String bare = uri.toString().replaceFirst("//[^/?#]*@", "//");
        return new HttpAddress(new URI(bare), Optional.of(Login.of(uri.getUserInfo())));
    }

    /** The address without its query, which may contain a token. */
    String shown() {
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                + (uri.getPath() == null ? "" : uri.getPath());
    }

    @Override
    public String toString() {
        return shown();
    }
}
