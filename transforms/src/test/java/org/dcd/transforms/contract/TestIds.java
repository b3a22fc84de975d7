package org.dcd.transforms.contract;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.dcd.schemas.stage.StageId;

/** Ids of stages of tests, which name their keys. */
public final class TestIds {
    private TestIds() {}

    /** @param name that stands for the content */
    public static StageId of(String kind, String name) {
        return new StageId(kind, key(name));
    }

    public static String key(String name) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
