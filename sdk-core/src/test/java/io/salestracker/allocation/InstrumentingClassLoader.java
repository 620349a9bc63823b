package io.salestracker.allocation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;

/** Loads the SDK's classes once more, with calls of a test's put into them. Tests are loaded as they are. */
public abstract class InstrumentingClassLoader extends ClassLoader {
    private static final String OURS = "io.salestracker.";

    private final Class<?> called;

    /** @param called the class that instrumented code calls, of which there is one for all */
    protected InstrumentingClassLoader(Class<?> called) {
        super(InstrumentingClassLoader.class.getClassLoader());
        this.called = called;
        Module own = called.getModule();
        if (own.isNamed()) {
            own.addExports(called.getPackageName(), getUnnamedModule());
        }
    }

    /** Puts the calls into a class on its way to this visitor. */
    protected abstract ClassVisitor instrumented(ClassVisitor next);

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            if (!name.startsWith(OURS) || name.equals(called.getName())) {
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
            byte[] made = url.getPath().contains("test-classes") ? bytes : instrumented(bytes);
            return defineClass(name, made, 0, made.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] instrumented(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(instrumented(writer), 0);
        return writer.toByteArray();
    }
}
