package org.dcd.transforms.ops.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.stream.LongStream;

/** Creates attributes of ONNX nodes. */
final class Attributes {
    private Attributes() {}

    static AttributeProto of(String name, long value) {
        return named(name, AttributeProto.AttributeType.INT).setI(value).build();
    }

    static AttributeProto of(String name, double value) {
        return named(name, AttributeProto.AttributeType.FLOAT)
                .setF((float) value)
                .build();
    }

    static AttributeProto of(String name, String value) {
        return named(name, AttributeProto.AttributeType.STRING)
                .setS(com.google.protobuf.ByteString.copyFromUtf8(value))
                .build();
    }

    static AttributeProto of(String name, long... values) {
        AttributeProto.Builder builder = named(name, AttributeProto.AttributeType.INTS);
        LongStream.of(values).forEach(builder::addInts);
        return builder.build();
    }

    private static AttributeProto.Builder named(String name, AttributeProto.AttributeType type) {
        return AttributeProto.newBuilder().setName(name).setType(type);
    }
}
