package io.salestracker.promises;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Assumptions;

/**
 * A real nginx before a vendor: a process of the test's own on a loopback port, with all its files in a temporary
 * folder. Where none is installed the test is skipped, unless the environment says that it must run. Not thread-safe.
 */
final class Nginx implements AutoCloseable {
    /** Set by CI, which installs nginx: a test that finds none then fails instead of being skipped. */
    private static final String REQUIRED = "SALESTRACKER_NGINX_REQUIRED";

    // Two servers on one port, told apart by the name that is asked for. Paths are relative to the folder.
    @SuppressWarnings("InlineFormatString") // A page of text in the middle of a method hides what that does.
    private static final String CONFIGURATION = """
            daemon off;
            worker_processes 1;
            error_log error.log;
            pid nginx.pid;
            %1$s
            events {
                worker_connections 256;
            }
            http {
                access_log off;
                client_body_temp_path client_body;
                proxy_temp_path proxy;
                fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi;
                scgi_temp_path scgi;
                client_body_buffer_size 1m;
                limit_req_zone $server_port zone=slow:64k rate=20r/s;
                limit_req_status 429;
                ssl_certificate certificate.pem;
                ssl_certificate_key key.pem;
                upstream vendor {
                    server 127.0.0.1:%2$d;
                    keepalive 16;
                }
                server {
                    listen 127.0.0.1:%3$d default_server;
                    listen 127.0.0.1:%6$d ssl http2;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_set_header X-Connection $connection;
                    location / {
                        proxy_pass http://vendor;
                    }
                    %4$s
                }
                server {
                    listen 127.0.0.1:%3$d;
                    server_name generation;
                    return 200 "generation %5$d";
                }
            }
            """;

    private static final HeldCertificate CERTIFICATE =
            new HeldCertificate.Builder().addSubjectAlternativeName("localhost").build();

    private final String program = installed()
            .orElseGet(() -> Assumptions.abort("nginx is not installed: what a real proxy does is not tested"));
    private final int port = LoopbackPort.free();
    private final int securePort = LoopbackPort.free();
    private final int vendorPort;
    private final Path folder;
    // For when the tests are stopped on the way.
    private final Thread atExit = new Thread(this::kill, "nginx-at-exit");
    private int generation;
    private volatile Process process;

    private Nginx(int vendorPort, Path folder) {
        this.vendorPort = vendorPort;
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Starts one that passes everything on.
     *
     * @param directives what it does besides, see {@link #serve}
     */
    static Nginx before(CountingVendor vendor, String... directives) {
        try {
            Nginx nginx = new Nginx(vendor.port(), Files.createTempDirectory("salestracker-nginx"));
            Files.writeString(nginx.folder.resolve("certificate.pem"), CERTIFICATE.certificatePem());
            Files.writeString(nginx.folder.resolve("key.pem"), CERTIFICATE.privateKeyPkcs8Pem());
            nginx.configure(directives);
            nginx.start();
            return nginx;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> installed() {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        Optional<String> found = Stream.of(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, "nginx"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
        if (System.getenv(REQUIRED) != null) {
            assertThat(found).as("nginx, which %s says is here", REQUIRED).isPresent();
        }
        return found;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port + "/events");
    }

    /**
     * Changes what it does, by a reload: idle connections are closed, the others when their request is answered.
     *
     * @param directives for the server; the zone {@code slow} lets 20 requests in a second
     */
    void serve(String... directives) {
        configure(directives);
        List<ProcessHandle> before = workers();
        Process reload = run("-s", "reload");
        assertThat(reload.onExit().join().exitValue()).as(this::complaints).isZero();
        awaitReplacementOf(before);
    }

    private void configure(String... directives) {
        generation++;
        // As root it would give its workers to a user who may not enter the folder.
        String user = System.getProperty("user.name").equals("root") ? "user root;" : "";
        String text =
                CONFIGURATION.formatted(user, vendorPort, port, String.join("\n", directives), generation, securePort);
        try {
            Files.writeString(folder.resolve("nginx.conf"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same over TLS, where it offers HTTP/2. */
    URI secureUri() {
        return URI.create("https://localhost:" + securePort + "/events");
    }

    /** Trusts its certificate. */
    static SSLContext trusting() {
        return new HandshakeCertificates.Builder()
                .addTrustedCertificate(CERTIFICATE.certificate())
                .build()
                .sslContext();
    }

    /** Starts it, again on the same port. */
    void start() {
        process = run();
        Trial.await(() -> isRunning() && isServing());
    }

    private Process run(String... arguments) {
        Stream<String> itself = Stream.of(program, "-p", folder + "/", "-c", "nginx.conf");
        try {
            return new ProcessBuilder(
                            Stream.concat(itself, Stream.of(arguments)).toList())
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("output").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isRunning() {
        assertThat(process.isAlive()).as(this::complaints).isTrue();
        return true;
    }

    private boolean isServing() {
        return get("generation", "Connection: close\r\n").endsWith("generation " + generation);
    }

    /** Everything that is answered until nginx closes the connection; nothing if there is none. */
    private String get(String host, String headers) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "\r\n";
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        } catch (IOException cut) {
            return "";
        }
    }

    private boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private String complaints() {
        StringBuilder text = new StringBuilder("nginx ended: ");
        for (String file : List.of("output", "error.log")) {
            try {
                text.append(Files.readString(folder.resolve(file)));
            } catch (IOException e) {
                text.append(e);
            }
        }
        return text.toString();
    }

    /** Waits until it has closed connections that are idle now, by watching one that becomes idle later. */
    void awaitIdleConnectionsClosed() {
        assertThat(get("events", "")).startsWith("HTTP/1.1 200");
    }

    /** Kills it, workers included: every connection is cut, and nobody listens any more. */
    void kill() {
        List<ProcessHandle> workers = workers();
        process.destroyForcibly().onExit().join();
        workers.forEach(ProcessHandle::destroyForcibly);
        Trial.await(() -> !isListening());
    }

    /** Kills its workers: every connection is cut; others are started at once. */
    void killWorkers() {
        List<ProcessHandle> workers = workers();
        workers.forEach(ProcessHandle::destroyForcibly);
        awaitReplacementOf(workers);
    }

    private List<ProcessHandle> workers() {
        return process.descendants().toList();
    }

    private void awaitReplacementOf(List<ProcessHandle> gone) {
        Trial.await(() -> isRunning() && workers().stream().noneMatch(gone::contains) && isServing());
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
