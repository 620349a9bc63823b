package io.salestracker.fakes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy on a local port that wants a user and a password, for CONNECT and for plain requests. Every host is the one local
 * server behind it. Like some real ones, it shows the refused request in its page.
 */
public final class PasswordProxy implements AutoCloseable {
    private static final String AUTHORIZATION = "proxy-authorization:";

    private final String wanted;
    private final int upstream;
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> heads = new CopyOnWriteArrayList<>();

    /** @param upstream the port of the server behind it */
    public PasswordProxy(String user, String password, int upstream) throws IOException {
        this.wanted = "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
        this.upstream = upstream;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** A selector that always chooses this proxy. */
    public ProxySelector selector() {
        return ProxySelector.of(InetSocketAddress.createUnresolved("localhost", listening.getLocalPort()));
    }

    /** Host and port. */
    public String name() {
        return "localhost:" + listening.getLocalPort();
    }

    /** The request lines and headers so far. */
    public List<String> heads() {
        return heads;
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void start(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException closed) {
                        // Either side hung up.
                        return;
                    }
                },
                "proxy of a test");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (!listening.isClosed()) {
            Socket client = listening.accept();
            open.add(client);
            start(() -> {
                try (client) {
                    serve(client);
                }
            });
        }
    }

    private void serve(Socket client) throws IOException {
        while (true) {
            String head = head(client.getInputStream());
            heads.add(head);
            String given = head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(AUTHORIZATION))
                    .map(line -> line.substring(AUTHORIZATION.length()).strip())
                    .findFirst()
                    .orElse("");
            boolean tunnel = head.startsWith("CONNECT ");
            int length = tunnel ? 0 : contentLength(head);
            if (!given.equals(wanted)) {
                client.getInputStream().readNBytes(length);
                byte[] page = (given + " in " + head).getBytes(ISO_8859_1);
                client.getOutputStream()
                        .write(
                                ("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
                                                + "Content-Length: " + page.length + "\r\n\r\n")
                                        .getBytes(ISO_8859_1));
                client.getOutputStream().write(page);
                continue;
            }
            Socket server = new Socket(InetAddress.getLoopbackAddress(), upstream);
            open.add(server);
            try (server) {
                if (tunnel) {
                    client.getOutputStream().write("HTTP/1.1 200 Established\r\n\r\n".getBytes(ISO_8859_1));
                    start(() -> pump(server.getInputStream(), client.getOutputStream()));
                    pump(client.getInputStream(), server.getOutputStream());
                } else {
                    server.getOutputStream().write(forwarded(head).getBytes(ISO_8859_1));
                    server.getOutputStream().write(client.getInputStream().readNBytes(length));
                    pump(server.getInputStream(), client.getOutputStream());
                }
            }
            return;
        }
    }

    /** The request as the server gets it: without what was for the proxy, and the last on its connection. */
    private static String forwarded(String head) {
        StringBuilder forwarded = new StringBuilder();
        head.lines()
                .filter(line ->
                        !line.isEmpty() && !line.toLowerCase(Locale.ROOT).startsWith("proxy-"))
                .map(line -> line.replaceFirst("^([A-Z]+) http://[^/ ]+", "$1 "))
                .forEach(line -> forwarded.append(line).append("\r\n"));
        return forwarded.append("Connection: close\r\n\r\n").toString();
    }

    private static int contentLength(String head) {
        return head.lines()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .filter(line -> line.startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("hung up");
            }
            head.write(next);
        }
        return head.toString(ISO_8859_1);
    }

    private static void pump(InputStream in, OutputStream out) throws IOException {
        in.transferTo(out);
        out.close();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
