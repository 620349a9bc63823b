package io.salestracker.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The process in which one {@link Sender} or several send to a {@link VendorServer}, with the arguments of {@link Client}.
 * It stands beside that class since it measures what the commit of {@link History} does not have.
 */
final class LineClient {
    /** The system property with the file of the {@link Certificate}; without it the vendor speaks no TLS. */
    static final String CERTIFICATE = "benchmarks.certificate";

    static final int TRACKERS = 20;

    /** The subject that is twenty trackers in one process. */
    static final String TWENTY = "ours-twenty";

    private LineClient() {}

    public static void main(String[] args) throws Exception {
        String scenario = args[0];
        String subject = args[1];
        int port = Integer.parseInt(args[2]);
        double seconds = Double.parseDouble(args[5]);
        int events = Integer.parseInt(args[6]);
        Trust tls = trust();
        Map<String, Double> figures = switch (scenario) {
            case "line" -> Line.measure(open(subject, port, tls), events, seconds);
            case "backlog" -> Backlog.measure(senders(subject, port, tls), events, seconds);
            case "footprint" -> Footprint.measure(open(subject, port, tls), port, events, seconds);
            default -> throw new IllegalArgumentException("no such scenario: " + scenario);
        };
        System.out.println(new ObjectMapper().writeValueAsString(figures));
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    /** Null where the vendor speaks no TLS. */
    static @Nullable Trust trust() throws IOException {
        String certificate = System.getProperty(CERTIFICATE);
        return certificate == null ? null : Certificate.trust(Path.of(certificate));
    }

    private static List<Sender> senders(String subject, int port, @Nullable Trust tls) {
        if (!subject.equals(TWENTY)) {
            return List.of(open(subject, port, tls));
        }
        return Stream.generate(() -> open("ours", port, tls)).limit(TRACKERS).toList();
    }

    /** A subject's name may end with the requests that it may have under way. */
    static Sender open(String subject, int port, @Nullable Trust tls) {
        int end = subject.lastIndexOf('-') + 1;
        boolean numbered = end > 0 && Character.isDigit(subject.charAt(end));
        String name = numbered ? subject.substring(0, end - 1) : subject;
        int inFlight = numbered ? Integer.parseInt(subject.substring(end)) : 0;
        SSLContext context = tls == null ? null : tls.context();
        return switch (name) {
            case "ours" -> new OurSender(Sdk.line(port, context, inFlight));
            case "send-async" -> new SendAsync(port, context, inFlight);
            case "okhttp-loop" -> Calls.looped(port, tls, inFlight);
            case "okhttp-enqueue" -> Calls.enqueued(port, tls);
            default -> throw new IllegalArgumentException("no such subject: " + subject);
        };
    }
}
