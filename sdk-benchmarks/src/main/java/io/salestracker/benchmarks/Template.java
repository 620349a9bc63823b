package io.salestracker.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The requests that {@link Sdk#line} sends, ready-made but for order id and visitor, so that nothing is encoded. */
final class Template {
    private final URI address;
    private final byte[] body;
    private final List<Integer> orders;
    private final List<Integer> visitors;

    /** @param port of a vendor that speaks TLS if so said */
    Template(int port, boolean tls) {
        Sdk.Wire wire = Sdk.wire(port, Sale.orderId(0));
        address = URI.create((tls ? "https" : "http") + "://localhost:" + port + wire.path());
        body = wire.body().getBytes(ISO_8859_1);
        orders = places(wire.body(), Sale.orderId(0));
        visitors = places(wire.body(), Sale.visitor(0));
    }

    private static List<Integer> places(String text, String part) {
        List<Integer> places = new ArrayList<>();
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
            places.add(at);
        }
        return places;
    }

    URI address() {
        return address;
    }

    byte[] body(int number) {
        byte[] filled = body.clone();
        fill(filled, orders, Sale.orderId(number));
        fill(filled, visitors, Sale.visitor(Line.visitor(number)));
        return filled;
    }

    private static void fill(byte[] body, List<Integer> places, String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        places.forEach(at -> System.arraycopy(bytes, 0, body, at, bytes.length));
    }
}
