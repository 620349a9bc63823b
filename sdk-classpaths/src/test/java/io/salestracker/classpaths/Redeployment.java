package io.salestracker.classpaths;

import io.salestracker.SalesTracker;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.event.Purchase;
import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import java.io.File;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A container that takes an application out again: the SDK and all its libraries are in a class loader of the
 * application's, which encodes an event on a thread of the container's. It prints whether the loader is gone then.
 */
public final class Redeployment implements Runnable {
    private static final int ATTEMPTS = 20;
    private static final long PATIENCE_MILLIS = 500;

    /** Makes the application; the container does so by reflection. */
    public Redeployment() {}

    /** Takes no arguments. */
    public static void main(String[] args) throws Exception {
        ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();
        WeakReference<ClassLoader> application = deploy(gone);
        for (int i = 0; i < ATTEMPTS && application.get() != null; i++) {
            System.gc();
            gone.remove(PATIENCE_MILLIS);
        }
        System.out.println(application.get() == null ? "the loader is gone" : "the loader is held");
    }

    private static WeakReference<ClassLoader> deploy(ReferenceQueue<ClassLoader> gone) throws Exception {
        List<URL> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            path.add(Path.of(entry).toUri().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(path.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            ((Runnable) loader.loadClass(Redeployment.class.getName())
                            .getConstructor()
                            .newInstance())
                    .run();
            return new WeakReference<>(loader, gone);
        }
    }

    @Override
    public void run() {
        try (SalesTracker tracker = SalesTracker.builder()
                .destination(EbbotDestination.builder(URI.create("https://relay.example/ebbot"))
                        .build())
                .transport(settings -> new NoTransport())
                .build()) {
            tracker.preview(Purchase.builder()
                    .orderId("1042")
                    .currency("EUR")
                    .total("7.00")
                    .build());
        }
    }

    private static final class NoTransport implements HttpTransport {

        @Override
        public Response send(Request request) {
            throw new UnsupportedOperationException("nothing is sent");
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
