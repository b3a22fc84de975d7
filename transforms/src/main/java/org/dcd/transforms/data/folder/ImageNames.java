package org.dcd.transforms.data.folder;

import java.text.Normalizer;

/** Names by which images are matched with labels and with each other. */
final class ImageNames {
    private ImageNames() {}

    /** The same for names that look the same: macOS and some archives write é as two characters (Unicode NFD). */
    static String normal(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    /** Without the ending, which tells the format. */
    static String stem(String name) {
        return normal(name.substring(0, name.lastIndexOf('.')));
    }
}
