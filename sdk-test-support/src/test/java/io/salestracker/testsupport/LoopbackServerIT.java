package io.salestracker.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoopbackServerIT {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void answersEachRequestByTheFunction() throws Exception {
        try (LoopbackServer server = LoopbackServer.answering(request ->
                Response.of(202).header("X-Key", request.header("x-key")).body(request.target() + " käse"))) {
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> response = post(server.uri("/a?b"), "ä");

                assertThat(response.statusCode()).isEqualTo(202);
                assertThat(response.headers().firstValue("x-key")).hasValue("k");
                assertThat(response.body()).isEqualTo("/a?b käse");
            }

            assertThat(server.requests()).isEqualTo(3);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void readsABodyByteForByte() throws Exception {
        try (LoopbackServer server = LoopbackServer.answering(request ->
                Response.of(200).body(new String(request.body(), StandardCharsets.UTF_8) + request.body().length))) {
            assertThat(post(server.uri("/"), "ä\r\n\r\n").body()).isEqualTo("ä\r\n\r\n6");
        }
    }

    @Test
    void hangsUpInsteadOfAnswering() {
        try (LoopbackServer server =
                LoopbackServer.answering(request -> Response.of(200).hangUp())) {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> post(server.uri("/"), ""));
        }
    }

    @Test
    void cutsABody() throws Exception {
        assertThat(read(Response.of(200).body("abcd").cut())).endsWith("Content-Length: 4\r\n\r\nab");
    }

    @Test
    void answersTwice() throws Exception {
        assertThat(read(Response.of(204).twice().header("Connection", "close")).split("204", -1))
                .hasSize(3);
    }

    @Test
    void waitsBeforeItAnswers() throws Exception {
        long start = System.nanoTime();

        assertThat(read(Response.of(200).after(Duration.ofMillis(50)))).startsWith("HTTP/1.1 200 ");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void saysNothingUntilTheClientHangsUp() throws Exception {
        try (LoopbackServer server =
                        LoopbackServer.answering(request -> Response.of(200).stall());
                Socket socket = new Socket("localhost", server.port())) {
            send(socket, "GET / HTTP/1.1\r\n\r\n");
            socket.shutdownOutput();

            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void dripsUntilItIsClosed() throws Exception {
        LoopbackServer server = LoopbackServer.dripping("HTTP/1.1 ");
        try (Socket socket = new Socket("localhost", server.port())) {
            send(socket, "G");
            assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 xxx");
            assertThat(server.begun()).isEqualTo(1);

            server.close();

            assertThat(server.ended()).isEqualTo(1);
        }
    }

    @Test
    void resetsAConnection() throws Exception {
        try (LoopbackServer server = LoopbackServer.start(LoopbackServer.Peer::reset);
                Socket socket = new Socket("localhost", server.port())) {
            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> socket.getInputStream().read());
        }
    }

    @Test
    void freesItsPortWhenItIsClosed() throws Exception {
        LoopbackServer server = LoopbackServer.answering(LoopbackServer.OK);
        int port = server.port();
        server.close();
        for (int i = 0; i < 200; i++) {
            server = LoopbackServer.answering(port, request -> Response.of(201));
            assertThat(read(server, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 201 ");
            server.close();
        }
    }

    private HttpResponse<String> post(URI uri, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("X-Key", "k")
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static String read(Response response) throws IOException {
        try (LoopbackServer server = LoopbackServer.answering(request -> response)) {
            return read(server, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
        }
    }

    private static String read(LoopbackServer server, String request) throws IOException {
        try (Socket socket = new Socket("localhost", server.port())) {
            send(socket, request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
