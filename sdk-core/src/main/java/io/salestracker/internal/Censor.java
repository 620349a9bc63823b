package io.salestracker.internal;

import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.internal.support.Echo;
import io.salestracker.internal.support.VendorText;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the words that came of one request fit to be shown: without the account's secrets, the visitors' identities and
 * what the request itself said. Where a destination fails to tell its secrets nothing is shown. Not thread-safe.
 */
final class Censor {
    private final GuardedDestination destination;
    private final Identities identities;
    private final Request request;
    private boolean asked;
    private @Nullable Set<String> secrets;
    private Echo echo = Echo.NONE;

    /** Finds the visitors' identities in a request's events, when they are asked for. */
    interface Identities {
        Collection<String> ofVisitors();
    }

    Censor(GuardedDestination destination, Identities identities, Request request) {
        this.destination = destination;
        this.identities = identities;
        this.request = request;
    }

    String clean(String text) {
        if (!asked) {
            asked = true;
            secrets = ask();
            echo = Echo.of(request);
        }
        return secrets == null ? "" : VendorText.clean(text, secrets, echo);
    }

    private @Nullable Set<String> ask() {
        Collection<String> account = destination.secrets();
        if (account == null) {
            return null;
        }
        Set<String> all = new HashSet<>(account);
        all.addAll(identities.ofVisitors());
        all.remove(null);
        return all;
    }

    /** A response's status with its code and message as far as they say more. */
    String said(Response response, String code, String message) {
        String status = Integer.toString(response.status());
        String cleanCode = clean(code);
        String cleanMessage = clean(message);
        return "status " + status
                + (cleanCode.isBlank() || cleanCode.equals(status) ? "" : ", " + cleanCode)
                + (cleanMessage.isBlank() ? "" : ": " + cleanMessage);
    }
}
