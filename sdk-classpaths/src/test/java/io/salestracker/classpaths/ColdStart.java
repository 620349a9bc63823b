package io.salestracker.classpaths;

import io.salestracker.SalesTracker;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.http.HttpTransport;
import io.salestracker.text.TextDestination;
import io.salestracker.tracktor.TracktorDestination;
import java.net.URI;
import java.util.Set;

/** A program that only builds a tracker. It prints a line when that is done, and then the names of the threads that it started. */
public final class ColdStart {
    static final String BUILT = "the tracker is built";

    private ColdStart() {}

    /** The argument is the transport's name. */
    public static void main(String[] args) {
        URI nowhere = URI.create("https://127.0.0.1:1");
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        SalesTracker tracker = SalesTracker.builder()
                .transport(args[0].equals("jdk") ? HttpTransport.jdk() : HttpTransport.okHttp())
                .destination(AlhenaDestination.builder("acme").baseUrl(nowhere).build())
                .destination(TextDestination.builder("0d6c3b3e-5b0f-4a5e-8c39-2f8ad1f5f0a7")
                        .baseUrl(nowhere)
                        .build())
                .destination(EbbotDestination.builder(nowhere).build())
                .destination(TracktorDestination.builder("site-token")
                        .baseUrl(nowhere)
                        .build())
                .build();
        System.out.println(BUILT);
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .forEach(thread -> System.out.println("thread: " + thread.getName()));
        tracker.close();
    }
}
