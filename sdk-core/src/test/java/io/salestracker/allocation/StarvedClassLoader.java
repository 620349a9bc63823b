package io.salestracker.allocation;

import java.util.Set;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Loads the SDK's classes once more, with a call of {@link Allocations#step} before everything that needs memory: a new
 * object or array, a lambda, a joined string, a call of the JDK that is not known to need none; and after a call that puts
 * something into a map or set, because these may grow when the element is in. Tests are loaded as they are.
 */
public final class StarvedClassLoader extends InstrumentingClassLoader {
    private static final String STEPS = "io/salestracker/allocation/Allocations";

    // Methods of the JDK that need no memory, by name; their like in other classes are taken to need none either.
    private static final Set<String> FREE = Set.of(
            "<init>",
            "get",
            "set",
            "size",
            "isEmpty",
            "equals",
            "hashCode",
            "contains",
            "containsKey",
            "remove",
            "clear",
            "incrementAndGet",
            "decrementAndGet",
            "getAndIncrement",
            "getAndDecrement",
            "addAndGet",
            "increment",
            "add1",
            "compareAndSet",
            "getAndSet",
            "sum",
            "nanoTime",
            "currentThread",
            "isInterrupted",
            "interrupt",
            "interrupted",
            "isBefore",
            "isAfter",
            "compareTo",
            "compareUnsigned",
            "isNegative",
            "isZero",
            "signum",
            "scale",
            "precision",
            "length",
            "charAt",
            "toEpochMilli",
            "toMillis",
            "toNanos",
            "convert",
            "min",
            "max",
            "ordinal",
            "name",
            "poll",
            "peek",
            "hasNext",
            "next",
            "countDown",
            "getCount",
            "notifyAll",
            "notify",
            "wait",
            "timedWait",
            "timedJoin",
            "join",
            "yield",
            "release",
            "availablePermits",
            "hasQueuedThreads",
            "shutdown",
            "isShutdown",
            "isTerminated",
            "isAlive",
            "getPoolSize",
            "getQueue",
            "longValue",
            "intValue",
            "booleanValue",
            "isInstance",
            "test",
            "accept",
            "run",
            "getAsDouble",
            "requireNonNull",
            "getClass",
            "getMostSignificantBits",
            "getLeastSignificantBits",
            "indexOf",
            "lastIndexOf",
            "startsWith",
            "awaitTermination",
            "getStackTrace");
    private static final Set<String> GROWING =
            Set.of("java/util/Map.put", "java/util/Set.add", "java/util/HashMap.put");

    public StarvedClassLoader() {
        super(Allocations.class);
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
            // What a class needs when it is first used, it has had by then: the test uses everything once before.
            return name.equals("<clinit>") ? next : new Method(next, type + "." + name);
        }
    }

    private static final class Method extends MethodVisitor {
        private final String where;
        private int line;

        private Method(MethodVisitor next, String where) {
            super(Opcodes.ASM9, next);
            this.where = where;
        }

        private void step() {
            super.visitLdcInsn(where + ":" + line);
            super.visitMethodInsn(Opcodes.INVOKESTATIC, STEPS, "step", "(Ljava/lang/String;)V", false);
        }

        @Override
        public void visitLineNumber(int number, org.objectweb.asm.Label start) {
            line = number;
            super.visitLineNumber(number, start);
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            super.visitTypeInsn(opcode, type);
            // After it, since frames name the place of an object that is not initialized yet.
            if (opcode == Opcodes.NEW || opcode == Opcodes.ANEWARRAY) {
                step();
            }
        }

        @Override
        public void visitIntInsn(int opcode, int operand) {
            if (opcode == Opcodes.NEWARRAY) {
                step();
            }
            super.visitIntInsn(opcode, operand);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            step();
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            boolean jdk = owner.startsWith("java/");
            if (jdk && !FREE.contains(name)) {
                step();
            }
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            if (jdk && GROWING.contains(owner + "." + name)) {
                step();
            }
        }
    }
}
