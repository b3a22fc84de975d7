package org.dcd.runners.flink;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.net.InetAddress;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.shaded.asm9.org.objectweb.asm.ClassReader;
import org.apache.flink.shaded.asm9.org.objectweb.asm.ClassVisitor;
import org.apache.flink.shaded.asm9.org.objectweb.asm.ClassWriter;
import org.apache.flink.shaded.asm9.org.objectweb.asm.MethodVisitor;
import org.apache.flink.shaded.asm9.org.objectweb.asm.Opcodes;
import org.apache.flink.shaded.asm9.org.objectweb.asm.Type;

/**
 * Lets embedded Flink start on a machine whose host name does not resolve. {@code MiniCluster.start} of Flink 1.19
 * takes the address of its blob server from {@link InetAddress#getLocalHost()}, fails if that fails, and has no option
 * for it. This class loads {@code MiniCluster} with this one call replaced by {@link InetAddress#getLoopbackAddress()},
 * on which the blob server listens.
 */
final class MiniClusterPatch {
    private static final String OWNER = Type.getInternalName(InetAddress.class);
    private static final String CALLED = "getLocalHost";
    private static final String INSTEAD = "getLoopbackAddress";

    private static boolean applied;

    private MiniClusterPatch() {}

    /** Must be called before the first embedded cluster starts. Later calls do nothing. */
    static synchronized void apply() {
        if (applied) {
            return;
        }
        applied = true;
        // a class of the same package that does not load MiniCluster
        Class<?> neighbour = MiniClusterConfiguration.class;
        try {
            MethodHandles.privateLookupIn(neighbour, MethodHandles.lookup()).defineClass(patched(neighbour));
        } catch (LinkageError alreadyLoaded) {
            // the surrounding program has started a MiniCluster before, so its host name resolves
        } catch (IOException e) {
            throw new UncheckedIOException("the class MiniCluster of Flink cannot be read", e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] patched(Class<?> neighbour) throws IOException {
        try (InputStream in = neighbour.getResourceAsStream("MiniCluster.class")) {
            if (in == null) {
                throw new IOException("no MiniCluster.class beside " + neighbour.getName());
            }
            ClassReader reader = new ClassReader(in);
            ClassWriter writer = new ClassWriter(reader, 0);
            reader.accept(new CallReplacer(writer), 0);
            return writer.toByteArray();
        }
    }

    private static final class CallReplacer extends ClassVisitor {
        CallReplacer(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] exceptions) {
            return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, type, signature, exceptions)) {
                @Override
                public void visitMethodInsn(int opcode, String owner, String called, String type, boolean isInterface) {
                    boolean matches = owner.equals(OWNER) && called.equals(CALLED);
                    super.visitMethodInsn(opcode, owner, matches ? INSTEAD : called, type, isInterface);
                }
            };
        }
    }
}
