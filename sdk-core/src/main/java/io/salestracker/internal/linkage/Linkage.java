package io.salestracker.internal.linkage;

import static java.util.Objects.requireNonNull;

import java.net.URL;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds references to classes and members that do not exist. It reads class files as resources, so it loads no class. Not
 * thread-safe.
 */
public final class Linkage {
    private static final String OBJECT = "java/lang/Object";
    private static final Set<String> OF_EVERY_OBJECT = Set.of(
            "equals(Ljava/lang/Object;)Z",
            "hashCode()I",
            "toString()Ljava/lang/String;",
            "getClass()Ljava/lang/Class;",
            "notify()V",
            "notifyAll()V",
            "wait()V",
            "wait(J)V");

    private final ClassLoader loader;
    private final Map<String, @Nullable ClassFile> files = new HashMap<>();

    /** @param loader the one that the libraries are loaded by */
    public Linkage(ClassLoader loader) {
        this.loader = loader;
    }

    /** Tells whether a class's module reads the one with a library's class. On the class path it reads all. */
    public static boolean isRead(Class<?> user, String library) {
        Module own = user.getModule();
        String inPackage = library.substring(0, library.lastIndexOf('.'));
        return !own.isNamed()
                || requireNonNull(own.getLayer()).modules().stream()
                        .anyMatch(module ->
                                own.canRead(module) && module.getPackages().contains(inPackage));
    }

    /** Tells whether there is a class of this name. */
    public boolean exists(String name) {
        return file(path(name)) != null;
    }

    /** The constants of a class that are texts. */
    public List<String> texts(String name) {
        ClassFile file = file(path(name));
        return file == null ? List.of() : file.texts();
    }

    private static String path(String name) {
        return name.replace('.', '/');
    }

    /** The part of a path that all classes of a package, and of those below, have. */
    private static String packageOf(String name) {
        return path(name.substring(0, name.lastIndexOf('.') + 1));
    }

    /** The class of this path; null if there is none or its file is not understood. */
    private @Nullable ClassFile file(String name) {
        if (!files.containsKey(name)) {
            files.put(name, ClassFile.read(loader, name));
        }
        return files.get(name);
    }

    /**
     * Tells whether all classes of a library that a class refers to exist, and in one place. If some come from another jar,
     * the library is there in two releases.
     *
     * @param library a class in the library's outermost package
     */
    public boolean hasClasses(String user, String library) {
        String inPackage = packageOf(library);
        ClassFile file = file(path(user));
        if (file == null) {
            return false;
        }
        String place = null;
        for (String used : file.classes(inPackage)) {
            String found = place(used);
            if (found == null || (place != null && !place.equals(found))) {
                return false;
            }
            place = found;
        }
        return true;
    }

    /** The jar or folder of a class; null if there is no such class. */
    private @Nullable String place(String path) {
        String file = path + ".class";
        URL url = loader.getResource(file);
        return url == null ? null : url.toString().replace(file, "");
    }

    /** Tells the same, and whether all their members that the class refers to exist. */
    public boolean hasMembers(String user, String library) {
        String inPackage = packageOf(library);
        ClassFile file = file(path(user));
        if (file == null || !hasClasses(user, library)) {
            return false;
        }
        for (ClassFile.Member used : file.used(inPackage)) {
            if (!hasMember(used.owner(), used.signature())) {
                return false;
            }
        }
        return true;
    }

    private boolean hasMember(String owner, String signature) {
        // The JDK's own classes need no check.
        if (owner.startsWith("java/")) {
            return !owner.equals(OBJECT) || OF_EVERY_OBJECT.contains(signature);
        }
        ClassFile file = file(owner);
        if (file == null) {
            return false;
        }
        if (file.members().contains(signature)) {
            return true;
        }
        for (String parent : file.parents()) {
            if (hasMember(parent, signature)) {
                return true;
            }
        }
        return false;
    }
}
