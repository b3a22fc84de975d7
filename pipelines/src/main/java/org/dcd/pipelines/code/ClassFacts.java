package org.dcd.pipelines.code;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.RecordComponentVisitor;
import org.objectweb.asm.Type;
import org.objectweb.asm.signature.SignatureReader;
import org.objectweb.asm.signature.SignatureVisitor;

/**
 * The parts of a class file that can change the outputs of a stage. Debug information, generics, the layout of the
 * constant pool and abstract methods have no effect at run time and are omitted. Annotations of the registry are
 * omitted too: they affect only how a specification is read, and the specification is in the key. Class names are
 * internal, such as {@code org/dcd/A}.
 *
 * @param code the class file without the omitted parts
 * @param calls classes that its instructions call, create or look up, and its superclasses
 * @param types classes that it names without calling them: components of a record, permitted subclasses
 * @param families class literals of a class that looks up members of families in the registry
 * @param resources string constants of a class that reads resources
 * @param isMember whether it is a registered member of an open family
 */
record ClassFacts(
        byte[] code,
        Set<String> calls,
        Set<String> types,
        Set<String> families,
        Set<String> resources,
        boolean isMember) {
    private static final int API = Opcodes.ASM9;
    private static final String REGISTRY = "org/dcd/transforms/registry/";
    private static final String TYPE_NAME = "L" + REGISTRY + "TypeName;";
    private static final Set<String> READS_RESOURCES = Set.of("getResource", "getResourceAsStream", "getResources");

    static ClassFacts of(byte[] classFile) {
        Visitor visitor = new Visitor();
        new ClassReader(classFile).accept(visitor, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return visitor.facts();
    }

    private static final class Visitor extends ClassVisitor {
        private final ClassWriter writer;
        private final Set<String> calls = new TreeSet<>();
        private final Set<String> types = new TreeSet<>();
        private final Set<String> literals = new TreeSet<>();
        private final Set<String> texts = new TreeSet<>();
        private boolean asksRegistry;
        private boolean readsResources;
        private boolean isMember;
        private boolean isAnnotation;

        Visitor() {
            super(API, new ClassWriter(0));
            writer = (ClassWriter) cv;
        }

        ClassFacts facts() {
            return new ClassFacts(
                    writer.toByteArray(),
                    calls,
                    types,
                    asksRegistry ? literals : Set.of(),
                    readsResources ? texts : Set.of(),
                    isMember);
        }

        @Override
        public void visit(
                int version, int access, String name, String signature, String superName, String[] interfaces) {
            isAnnotation = (access & Opcodes.ACC_ANNOTATION) != 0;
            call(superName);
            List.of(interfaces).forEach(this::call);
            super.visit(Opcodes.V17, access, name, null, superName, interfaces);
        }

        private static boolean counts(String annotation, boolean visible) {
            return visible && !annotation.startsWith("L" + REGISTRY);
        }

        private void call(String internalName) {
            if (!internalName.startsWith("[")) {
                calls.add(internalName);
            }
        }

        @Override
        public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
            isMember |= descriptor.equals(TYPE_NAME);
            return counts(descriptor, visible) ? super.visitAnnotation(descriptor, true) : null;
        }

        @Override
        public void visitPermittedSubclass(String permitted) {
            types.add(permitted);
            super.visitPermittedSubclass(permitted);
        }

        @Override
        public void visitNestHost(String host) {
            // access alone
        }

        @Override
        public void visitNestMember(String member) {
            // access alone
        }

        @Override
        public void visitOuterClass(String owner, String name, String descriptor) {
            // for the compiler
        }

        @Override
        public void visitInnerClass(String name, String outerName, String innerName, int access) {
            // for the compiler
        }

        @Override
        public RecordComponentVisitor visitRecordComponent(String name, String descriptor, String signature) {
            new SignatureReader(signature == null ? descriptor : signature).acceptType(new SignatureVisitor(API) {
                @Override
                public void visitClassType(String type) {
                    types.add(type);
                }
            });
            return new RecordComponentVisitor(API, super.visitRecordComponent(name, descriptor, null)) {
                @Override
                public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
                    return counts(annotation, visible) ? super.visitAnnotation(annotation, true) : null;
                }
            };
        }

        @Override
        public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
            return super.visitField(access, name, descriptor, null, value);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            boolean isAbstract = (access & Opcodes.ACC_ABSTRACT) != 0;
            return isAbstract && !isAnnotation
                    ? null
                    : new Code(super.visitMethod(access, name, descriptor, null, null));
        }

        private void constant(Object value) {
            if (value instanceof String text) {
                texts.add(text);
            } else if (value instanceof Type type) {
                Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
                if (element.getSort() == Type.OBJECT) {
                    call(element.getInternalName());
                    if (!element.getInternalName().startsWith("java/")) {
                        literals.add(element.getInternalName());
                    }
                }
            } else if (value instanceof Handle handle) {
                call(handle.getOwner());
            } else if (value instanceof ConstantDynamic dynamic) {
                constant(dynamic.getBootstrapMethod());
                for (int i = 0; i < dynamic.getBootstrapMethodArgumentCount(); i++) {
                    constant(dynamic.getBootstrapMethodArgument(i));
                }
            }
        }

        private final class Code extends MethodVisitor {
            Code(MethodVisitor writer) {
                super(API, writer);
            }

            @Override
            public void visitTypeInsn(int opcode, String type) {
                if (opcode == Opcodes.NEW) {
                    call(type);
                }
                super.visitTypeInsn(opcode, type);
            }

            @Override
            public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
                call(owner);
                super.visitFieldInsn(opcode, owner, name, descriptor);
            }

            @Override
            public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
                call(owner);
                asksRegistry |= owner.equals(REGISTRY + "Registry");
                readsResources |= READS_RESOURCES.contains(name);
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            }

            @Override
            public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
                constant(bootstrap);
                List.of(arguments).forEach(Visitor.this::constant);
                super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
            }

            @Override
            public void visitLdcInsn(Object value) {
                constant(value);
                super.visitLdcInsn(value);
            }
        }
    }
}
