package io.salestracker.internal.linkage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a class file says of its own members and of the classes and members that it refers to. Reading one loads no class.
 * Names are as the JVM writes them, such as {@code java/lang/String}.
 *
 * @param parents the superclass and the interfaces
 * @param members names with descriptors
 * @param classes what is referred to, without arrays
 * @param used the fields and methods that are referred to
 * @param texts the constants of the class that are texts
 */
record ClassFile(
        List<String> parents, Set<String> members, Set<String> classes, List<Member> used, List<String> texts) {
    // Kinds of constants, by the JVM's specification 4.4.
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int CLASS = 7;
    private static final int STRING = 8;
    private static final int FIELD = 9;
    private static final int INTERFACE_METHOD = 11;
    private static final int METHOD_HANDLE = 15;
    private static final int METHOD_TYPE = 16;
    private static final int MODULE = 19;

    // Inherited by every class. Interfaces do not declare them.
    private static final Set<String> OF_EVERY_OBJECT = Set.of(
            "equals(Ljava/lang/Object;)Z",
            "hashCode()I",
            "toString()Ljava/lang/String;",
            "getClass()Ljava/lang/Class;",
            "clone()Ljava/lang/Object;",
            "notify()V",
            "notifyAll()V");

    /**
     * A field or method.
     *
     * @param signature its name with its descriptor
     */
    record Member(String owner, String signature) {}

    /** Tells whether {@link Object} has a method. */
    static boolean isOfEveryObject(String signature) {
        return OF_EVERY_OBJECT.contains(signature);
    }

    /** Reads the class of this name that a loader would load; null if it has none or the file is not understood. */
    static @Nullable ClassFile read(ClassLoader loader, String name) {
        try (InputStream file = loader.getResourceAsStream(name + ".class")) {
            return file == null ? null : new Reader(file.readAllBytes()).read();
        } catch (IOException | RuntimeException unreadable) {
            return null;
        }
    }

    private static final class Reader {
        private final byte[] bytes;
        private final ByteBuffer file;
        private int[] at = {};

        Reader(byte[] bytes) {
            this.bytes = bytes;
            this.file = ByteBuffer.wrap(bytes);
        }

        ClassFile read() {
            file.position(8);
            readConstants();
            Set<String> classes = new LinkedHashSet<>();
            List<Member> used = new ArrayList<>();
            List<String> texts = new ArrayList<>();
            for (int i = 1; i < at.length; i++) {
                int kind = at[i] == 0 ? 0 : bytes[at[i]];
                if (kind == CLASS && bytes[at[unsigned(at[i] + 1)] + 3] != '[') {
                    classes.add(named(i));
                } else if (kind == STRING) {
                    texts.add(text(unsigned(at[i] + 1)));
                } else if (kind >= FIELD && kind <= INTERFACE_METHOD) {
                    used.add(new Member(named(unsigned(at[i] + 1)), member(at[unsigned(at[i] + 3)] + 1)));
                }
            }
            file.position(file.position() + 4);
            List<String> parents = new ArrayList<>();
            int superclass = next();
            if (superclass != 0) {
                parents.add(named(superclass));
            }
            for (int left = next(); left > 0; left--) {
                parents.add(named(next()));
            }
            Set<String> members = new HashSet<>();
            readMembers(members);
            readMembers(members);
            return new ClassFile(parents, members, classes, used, texts);
        }

        private void readConstants() {
            at = new int[next()];
            for (int i = 1; i < at.length; i++) {
                at[i] = file.position();
                int kind = file.get();
                int length = switch (kind) {
                    case UTF8 -> next();
                    case CLASS, STRING, METHOD_TYPE, MODULE, MODULE + 1 -> 2;
                    case METHOD_HANDLE -> 3;
                    case LONG, DOUBLE -> 8;
                    default -> 4;
                };
                file.position(file.position() + length);
                if (kind == LONG || kind == DOUBLE) {
                    i++;
                }
            }
        }

        private void readMembers(Set<String> members) {
            for (int left = next(); left > 0; left--) {
                members.add(member(file.position() + 2));
                file.position(file.position() + 6);
                for (int attributes = next(); attributes > 0; attributes--) {
                    file.position(file.position() + 2);
                    int length = file.getInt();
                    file.position(file.position() + length);
                }
            }
        }

        private int next() {
            return Short.toUnsignedInt(file.getShort());
        }

        private int unsigned(int position) {
            return Short.toUnsignedInt(file.getShort(position));
        }

        private String named(int constant) {
            return text(unsigned(at[constant] + 1));
        }

        /** The name and the descriptor whose constants are numbered at a position. */
        private String member(int position) {
            return text(unsigned(position)) + text(unsigned(position + 2));
        }

        private String text(int constant) {
            return new String(bytes, at[constant] + 3, unsigned(at[constant] + 1), ISO_8859_1);
        }
    }
}
