package io.salestracker.examples.adobe;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a request is Adobe's own: an RSA-SHA256 signature over the raw body, in Base64. While Adobe rotates its
 * keys there are two signatures, and one valid one suffices. Thread-safe.
 */
final class AdobeSignatures {
    private static final int SIGNATURES = 2;

    private final AdobeKeys keys;

    AdobeSignatures(AdobeKeys keys) {
        this.keys = keys;
    }

    /**
     * Tells whether one of the signatures is valid.
     *
     * @param headers the request's, found by names in any case
     * @param body the bytes as they came, before anything parsed them
     * @throws IOException if a key that might prove it cannot be had now
     */
    boolean valid(Map<String, String> headers, byte[] body) throws IOException {
        IOException unavailable = null;
        for (int i = 1; i <= SIGNATURES; i++) {
            String signature = headers.get("x-adobe-digital-signature-" + i);
            String path = headers.get("x-adobe-public-key" + i + "-path");
            if (signature == null || path == null) {
                continue;
            }
            try {
                if (verifies(keys.key(path), signature, body)) {
                    return true;
                }
            } catch (IOException e) {
                unavailable = e;
            }
        }
        if (unavailable != null) {
            throw unavailable;
        }
        return false;
    }

    private static boolean verifies(@Nullable PublicKey key, String signature, byte[] body) {
        if (key == null) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(key);
            verifier.update(body);
            return verifier.verify(Base64.getDecoder().decode(signature.trim().getBytes(US_ASCII)));
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            return false;
        }
    }
}
