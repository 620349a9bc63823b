package io.salestracker.examples.adobe;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The public keys that Adobe signs events with. Adobe rotates them and publishes each at a path of its own; a key may be
 * kept for 24 hours. Thread-safe.
 */
final class AdobeKeys {
    /** The only host that keys are taken from. A request names the path alone. */
    static final URI HOST = URI.create("https://static.adobeioevents.com");

    // Anything else, such as `//other.example/key.pem`, would be a stranger's choice of address.
    private static final Pattern PATH = Pattern.compile("/prod/keys/pub-key-[A-Za-z0-9-]{1,64}\\.pem");
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration KEPT = Duration.ofHours(12);
    private static final int MAX_KEPT = 16;
    private static final int OK = 200;
    private static final int FIRST_SERVER_ERROR = 500;
    private static final int TOO_MANY_REQUESTS = 429;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final URI host;
    private final InstantSource clock;
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    private record Kept(PublicKey key, Instant until) {}

    AdobeKeys(URI host, InstantSource clock) {
        this.host = host;
        this.clock = clock;
    }

    /**
     * Returns the key at a path, or null if there is none.
     *
     * @throws IOException if the host cannot be asked now
     */
    @Nullable
    PublicKey key(String path) throws IOException {
        if (!PATH.matcher(path).matches()) {
            return null;
        }
        synchronized (kept) {
            Kept known = kept.get(path);
            if (known != null && clock.instant().isBefore(known.until)) {
                return known.key;
            }
        }
        PublicKey key = fetch(path);
        if (key != null) {
            synchronized (kept) {
                kept.remove(path);
                if (kept.size() == MAX_KEPT) {
                    kept.remove(kept.keySet().iterator().next());
                }
                kept.put(path, new Kept(key, clock.instant().plus(KEPT)));
            }
        }
        return key;
    }

    private @Nullable PublicKey fetch(String path) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(host.resolve(path)).timeout(PATIENCE).build();
        HttpResponse<String> response;
        try {
            response = client.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (response.statusCode() >= FIRST_SERVER_ERROR || response.statusCode() == TOO_MANY_REQUESTS) {
            throw new IOException("the host of the keys answered " + response.statusCode());
        }
        return response.statusCode() == OK ? read(response.body()) : null;
    }

    private static @Nullable PublicKey read(String pem) {
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
            return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException noKey) {
            return null;
        }
    }
}
