package org.dcd.pipelines.tracking;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Address of a server that is told about runs: http or https, with a host.
 *
 * @param uri without user and password, which clients would print with their complaints
 * @param login user and password that stood in it
 */
record HttpAddress(URI uri, Optional<Login> login) {
    /** @param password empty where there is none */
    record Login(String user, String password) {
        private static Login of(String userInfo) {
            int colon = userInfo.indexOf(':');
            return colon < 0
                    ? new Login(userInfo, "")
                    : new Login(userInfo.substring(0, colon), userInfo.substring(colon + 1));
        }

        /** Value of the header {@code Authorization}. */
        String basic() {
            byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(both);
        }

        @Override
        public String toString() {
            return "Login[]";
        }
    }

    /** Empty when the text is no such address. */
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

    /** Without a token that may stand in its query. */
    String shown() {
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                + (uri.getPath() == null ? "" : uri.getPath());
    }

    @Override
    public String toString() {
        return shown();
    }
}
