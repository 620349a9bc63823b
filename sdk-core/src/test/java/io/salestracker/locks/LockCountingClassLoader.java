package io.salestracker.locks;

import io.salestracker.allocation.InstrumentingClassLoader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Loads the SDK's classes once more, with a call of {@link LockCounts#entered} at every monitor that they enter, by a
 * block or a method, and at every lock of the JDK that they take. Tests are loaded as they are.
 */
final class LockCountingClassLoader extends InstrumentingClassLoader {
    private static final String COUNTS = "io/salestracker/locks/LockCounts";

    LockCountingClassLoader() {
        super(LockCounts.class);
    }

    @Override
    protected ClassVisitor instrumented(ClassVisitor next) {
        return new Instrumenter(next);
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
