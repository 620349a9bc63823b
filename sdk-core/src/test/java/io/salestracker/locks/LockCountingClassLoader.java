package io.salestracker.locks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Loads the SDK's classes once more, with a call of {@link LockCounts#entered} at every monitor that they enter, by a
 * block or a method, and at every lock of the JDK that they take. Tests are loaded as they are.
 */
final class LockCountingClassLoader extends ClassLoader {
    private static final String OURS = "io.salestracker.";
    private static final String COUNTS = "io/salestracker/locks/LockCounts";

    LockCountingClassLoader() {
        super(LockCountingClassLoader.class.getClassLoader());
        Module own = LockCountingClassLoader.class.getModule();
        if (own.isNamed()) {
            own.addExports(LockCountingClassLoader.class.getPackageName(), getUnnamedModule());
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            if (!name.startsWith(OURS) || name.equals(LockCounts.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        URL url = getParent().getResource(name.replace('.', '/') + ".class");
        if (url == null) {
            throw new ClassNotFoundException(name);
        }
        try (InputStream in = url.openStream()) {
            byte[] bytes = in.readAllBytes();
            byte[] made = url.getPath().contains("test-classes") ? bytes : counting(bytes);
            return defineClass(name, made, 0, made.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] counting(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new Instrumenter(writer), 0);
        return writer.toByteArray();
    }

    private static final class Instrumenter extends ClassVisitor {
        private String type = "";

        private Instrumenter(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visit(int version, int access, String name, String signature, String base, String[] interfaces) {
            type = name.substring(name.lastIndexOf('/') + 1);
            super.visit(version, access, name, signature, base, interfaces);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            return new Method(next, type + "." + name, (access & Opcodes.ACC_SYNCHRONIZED) != 0);
        }
    }

    private static final class Method extends MethodVisitor {
        private final String where;
        private final boolean isSynchronized;

        private Method(MethodVisitor next, String where, boolean isSynchronized) {
            super(Opcodes.ASM9, next);
            this.where = where;
            this.isSynchronized = isSynchronized;
        }

        private void count() {
            super.visitLdcInsn(where);
            super.visitMethodInsn(Opcodes.INVOKESTATIC, COUNTS, "entered", "(Ljava/lang/String;)V", false);
        }

        @Override
        public void visitCode() {
            super.visitCode();
            if (isSynchronized) {
                count();
            }
        }

        @Override
        public void visitInsn(int opcode) {
            super.visitInsn(opcode);
            if (opcode == Opcodes.MONITORENTER) {
                count();
            }
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            boolean lock = owner.startsWith("java/util/concurrent/locks/") || owner.endsWith("/Semaphore");
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            if (lock && (name.startsWith("lock") || name.startsWith("tryLock") || name.contains("cquire"))) {
                count();
            }
        }
    }
}
