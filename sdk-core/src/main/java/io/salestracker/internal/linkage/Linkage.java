package io.salestracker.internal.linkage;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Finds references to classes and members that do not exist. It reads class files as resources, so it loads no class. Not
 * thread-safe.
 */
public final class Linkage {
    private static final String SUFFIX = ".class";
    private static final String OBJECT = "java/lang/Object";
    // For so few classes the loader is asked, since the opening of a jar takes as long.
    private static final int FEW = 5;
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

    /** @param loader loads the libraries */
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

    /** The texts among the constants of a class; none if there is no such class. */
    public List<String> texts(String name) {
        ClassFile file = file(path(name));
        return file == null ? List.of() : file.texts();
    }

    private static String path(String name) {
        return name.replace('.', '/');
    }

    /** The beginning that the paths of all classes have in a class's package, and in those below. */
    private static String packageOf(String name) {
        return path(name.substring(0, name.lastIndexOf('.') + 1));
    }

    /** The file of the class with this path; null if there is none or its format is unknown. */
    private @Nullable ClassFile file(String name) {
        if (!files.containsKey(name)) {
            files.put(name, ClassFile.read(loader, name));
        }
        return files.get(name);
    }

    /**
     * Tells whether all classes of a library that a class refers to exist and come from one place. If some come from another
     * jar, the class path has two releases of the library.
     *
     * @param library a class in the library's outermost package
     */
    public boolean hasClasses(String user, String library) {
        String inPackage = packageOf(library);
        ClassFile file = file(path(user));
        if (file == null) {
            return false;
        }
        List<String> classes = file.classes(inPackage);
        return classes.isEmpty() || areInOnePlace(classes, path(library));
    }

    /**
     * Tells whether the loader finds all these classes in the place of the library's first one. A jar's own list of entries
     * answers that much faster than the loader, which searches the class path for each. Each release has the library's
     * first class, so a jar of another release that comes earlier is found by it.
     */
    private boolean areInOnePlace(List<String> classes, String first) {
        URL url = loader.getResource(first + SUFFIX);
        if (url == null) {
            return false;
        }
        String place = place(url, first);
        try (JarFile jar = classes.size() > FEW ? jar(url) : null) {
            for (int i = 0; i < classes.size(); i++) {
                String used = classes.get(i);
                if (jar != null && jar.getEntry(used + SUFFIX) != null) {
                    continue;
                }
                URL found = loader.getResource(used + SUFFIX);
                if (found == null || !place(found, used).equals(place)) {
                    return false;
                }
            }
            return true;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** The jar or folder of a class. */
    private static String place(URL url, String path) {
        return url.toString().replace(path + SUFFIX, "");
    }

    /** The jar of a class; null if the class is in a folder. The jar's list of entries is shared with the loader's. */
    private static @Nullable JarFile jar(URL url) throws IOException {
        if (!(url.openConnection() instanceof JarURLConnection connection)) {
            return null;
        }
        // A cached one is closed by nobody, and would keep the host from replacing its jar.
        connection.setUseCaches(false);
        return connection.getJarFile();
    }

    /** Tells the same, and also that each member of theirs that the class refers to exists. */
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
