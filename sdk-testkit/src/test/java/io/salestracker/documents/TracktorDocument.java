package io.salestracker.documents;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tracktor.io, documentation 0.9b: the three methods of the HTTP API, signatures, and the cart object of 4.5.1. */
final class TracktorDocument {
    private static final String UNESCAPED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private final String secret;

    TracktorDocument(String secret) {
        this.secret = secret;
    }

    void call(String method, String query, List<String> complaints) {
        Map<String, Object> arguments = arguments(query, complaints);
        Members call = Members.of("", arguments, complaints);
        call.text("sid");
        String time = call.text("ts");
        if (time != null && !time.matches("[0-9]{1,11}")) {
            call.complain("ts", "is no Unix time in seconds");
        }
        if (method.equals("alias")) {
            call.text("srcid");
            signed(call, call.text("destid"), "destsign");
        } else {
            signed(call, call.text("id"), "sign");
            if (method.equals("track")) {
                call.text("action");
            }
            if (method.equals("set") || call.has("data")) {
                Members data = data(call.text("data"), call, complaints);
                if (data != null && method.equals("set")) {
                    predefined(data);
                } else if (data != null && data.has("totalprice") && data.has("products")) {
                    cart(data, complaints);
                }
            }
        }
        call.nothingElse();
    }

    private void signed(Members call, String identity, String name) {
        String signature = call.optionalText(name);
        if (identity != null && signature != null && !signature.equals(sign(identity))) {
            call.complain(name, "is not the signature of the identity");
        }
    }

    private String sign(String identity) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            StringBuilder hex = new StringBuilder();
            for (byte b : mac.doFinal(identity.getBytes(StandardCharsets.UTF_8))) {
                hex.append(String.format(Locale.ROOT, "%02X", b));
            }
            return hex.toString();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Members data(String text, Members call, List<String> complaints) {
        if (text == null) {
            return null;
        }
        try {
            return Members.of("data", StrictJson.read(text.getBytes(StandardCharsets.UTF_8)), complaints);
        } catch (StrictJson.NoJson e) {
            call.complain("data", e.getMessage());
            return null;
        }
    }

    /** The predefined properties have a fixed type, which is not named; all four are texts. Null removes one. */
    private static void predefined(Members data) {
        for (String name : List.of("email", "first_name", "last_name", "profile_image")) {
            if (data.has(name) && !data.any(name).equals(StrictJson.NULL) && !(data.any(name) instanceof String)) {
                data.complain(name, "is no string");
            }
        }
    }

    /** The structure of a cart is announced as mandatory, and shown by a sample only. */
    private static void cart(Members cart, List<String> complaints) {
        cart.amount("totalprice");
        List<?> products = cart.list("products");
        for (int i = 0; i < products.size(); i++) {
            Members product = Members.of(cart.at("products[" + i + "]"), products.get(i), complaints);
            if (product != null) {
                product.text("name");
                product.amount("price");
            }
        }
    }

    private static Map<String, Object> arguments(String query, List<String> complaints) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        for (String pair : query.isEmpty() ? List.<String>of() : List.of(query.split("&", -1))) {
            String[] parts = pair.split("=", 2);
            String name = decode(parts[0]);
            String value = parts.length == 1 ? null : decode(parts[1]);
            if (name == null || value == null) {
                complaints.add((name == null ? "the query" : name) + " is not url-encoded");
            } else if (arguments.put(name, value) != null) {
                complaints.add(name + " is there twice");
            }
        }
        return arguments;
    }

    /** Returns the text behind percent-encoded UTF-8, or null if it is not that. */
    private static String decode(String encoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (UNESCAPED.indexOf(c) >= 0) {
                bytes.write(c);
            } else if (c == '%' && hex(encoded, i + 1) >= 0 && hex(encoded, i + 2) >= 0) {
                bytes.write(hex(encoded, i + 1) * 16 + hex(encoded, i + 2));
                i += 2;
            } else {
                return null;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static int hex(String text, int at) {
        return at < text.length() ? "0123456789ABCDEF".indexOf(Character.toUpperCase(text.charAt(at))) : -1;
    }
}
