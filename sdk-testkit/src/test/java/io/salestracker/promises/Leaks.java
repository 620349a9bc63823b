package io.salestracker.promises;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what must not be read in a text: ten characters in a row of any canary, as it is or in the usual encodings,
 * whatever the case. Immutable once made.
 */
final class Leaks {
    private static final int PIECE = 10;

    private final Set<String> pieces = new HashSet<>();

    Leaks(Collection<String> canaries) {
        for (String canary : canaries) {
            if (canary.length() < PIECE) {
                throw new IllegalArgumentException("too short to be recognised");
            }
            byte[] bytes = canary.getBytes(UTF_8);
            add(canary);
            add(URLEncoder.encode(canary, UTF_8));
            add(URLEncoder.encode(canary, UTF_8).replace("+", "%20"));
            add(HexFormat.of().formatHex(bytes));
            for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
                // Where it stands in what is encoded decides what it looks like.
                for (int skipped = 0; skipped < 3; skipped++) {
                    String encoded = encoder.withoutPadding().encodeToString(tail(bytes, skipped));
                    // The last character may share its bits with what follows.
                    add(encoded.substring(0, encoded.length() - 1));
                }
            }
        }
    }

    private static byte[] tail(byte[] bytes, int skipped) {
        byte[] tail = new byte[bytes.length - skipped];
        System.arraycopy(bytes, skipped, tail, 0, tail.length);
        return tail;
    }

    private void add(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (int i = 0; i + PIECE <= lower.length(); i++) {
            pieces.add(lower.substring(i, i + PIECE));
        }
    }

    /** The first piece of a canary in the text, or null. */
    @Nullable
    String in(@Nullable String text) {
        String lower = text == null ? "" : text.toLowerCase(Locale.ROOT);
        for (int i = 0; i + PIECE <= lower.length(); i++) {
            String piece = lower.substring(i, i + PIECE);
            if (pieces.contains(piece)) {
                return piece;
            }
        }
        return null;
    }
}
