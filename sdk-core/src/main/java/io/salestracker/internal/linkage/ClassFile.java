package io.salestracker.internal.linkage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members that a class file declares, and the classes and members that it refers to. Names are as the JVM writes them,
 * such as {@code java/lang/String}. Only the parts asked for are decoded, since this runs before the JVM is warm.
 */
final class ClassFile {
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
    private static final int PACKAGE = 20;

    private static final int CONSTANTS = 8;
    private static final int BYTES_OF_COUNT = 2;

    // An array, since calls of a ByteBuffer are slow before the JVM is warm.
    private final byte[] file;
    private int position = CONSTANTS;
    // By a constant's number, its position in the file. 0 for a number without a constant.
    private final int[] constants;
    private final List<String> parents = new ArrayList<>();
    private final List<String> members = new ArrayList<>();

    /**
     * A field or method.
     *
     * @param signature its name with its descriptor
     */
    record Member(String owner, String signature) {}

    /** Reads the file of the class that a loader has by this name; null if there is none or its format is unknown. */
    static @Nullable ClassFile read(ClassLoader loader, String name) {
        try (InputStream file = loader.getResourceAsStream(name + ".class")) {
            return file == null ? null : new ClassFile(file.readAllBytes());
        } catch (IOException | RuntimeException unreadable) {
            return null;
        }
    }

    private ClassFile(byte[] bytes) {
        file = bytes;
        constants = new int[next()];
        for (int i = 1; i < constants.length; i++) {
            constants[i] = position;
            int kind = file[position];
            position++;
            skip(
                    switch (kind) {
                        case UTF8 -> next();
                        case CLASS, STRING, METHOD_TYPE, MODULE, PACKAGE -> 2;
                        case METHOD_HANDLE -> 3;
                        case LONG, DOUBLE -> 8;
                        default -> 4;
                    });
            if (kind == LONG || kind == DOUBLE) {
                i++;
            }
        }
        skip(4);
        int superclass = next();
        if (superclass != 0) {
            parents.add(named(superclass));
        }
        for (int left = next(); left > 0; left--) {
            parents.add(named(next()));
        }
    }

    /** The superclass and the interfaces. */
    List<String> parents() {
        return parents;
    }

    /** Names with descriptors of the fields and methods. */
    List<String> members() {
        if (members.isEmpty()) {
            int start = position;
            readMembers();
            readMembers();
            position = start;
        }
        return members;
    }

    private void readMembers() {
        for (int left = next(); left > 0; left--) {
            skip(2);
            members.add(text(next()) + text(next()));
            for (int attributes = next(); attributes > 0; attributes--) {
                skip(2);
                int length = next() << Short.SIZE;
                skip(length | next());
            }
        }
    }

    /** The classes that this one refers to, if their names have this beginning. */
    List<String> classes(String beginning) {
        List<String> classes = new ArrayList<>();
        for (int constant : constants) {
            if (kind(constant) == CLASS && begins(number(constant + 1), beginning)) {
                classes.add(text(number(constant + 1)));
            }
        }
        return classes;
    }

    /** The fields and methods that this class refers to, if the names of their classes have this beginning. */
    List<Member> used(String beginning) {
        List<Member> used = new ArrayList<>();
        for (int constant : constants) {
            if (kind(constant) >= FIELD && kind(constant) <= INTERFACE_METHOD) {
                int owner = number(constants[number(constant + 1)] + 1);
                if (begins(owner, beginning)) {
                    int member = constants[number(constant + 3)];
                    used.add(new Member(text(owner), text(number(member + 1)) + text(number(member + 3))));
                }
            }
        }
        return used;
    }

    /** The texts among the constants. */
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int constant : constants) {
            if (kind(constant) == STRING) {
                texts.add(text(number(constant + 1)));
            }
        }
        return texts;
    }

    private int kind(int constant) {
        return constant == 0 ? 0 : file[constant];
    }

    private boolean begins(int text, String beginning) {
        int start = constants[text] + 1 + BYTES_OF_COUNT;
        if (number(start - BYTES_OF_COUNT) < beginning.length()) {
            return false;
        }
        for (int i = 0; i < beginning.length(); i++) {
            if (file[start + i] != beginning.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String named(int type) {
        return text(number(constants[type] + 1));
    }

    private String text(int constant) {
        int start = constants[constant] + 1;
        return new String(file, start + BYTES_OF_COUNT, number(start), ISO_8859_1);
    }

    private int number(int at) {
        return (file[at] & 0xFF) << Byte.SIZE | (file[at + 1] & 0xFF);
    }

    private int next() {
        int number = number(position);
        position += 2;
        return number;
    }

    private void skip(int bytes) {
        position += bytes;
    }
}
