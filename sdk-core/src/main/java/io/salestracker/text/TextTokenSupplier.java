package io.salestracker.text;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Gives the customer access tokens of the Customer Chat API, for instance from
 * {@code POST https://accounts.livechat.com/v2/customer/token} with an agent token of scope {@code customers:own}. A
 * token lives 8 hours by default (known).
 *
 * <p>The destination keeps the token and asks again only when it was refused. It asks on one thread at a time, never
 * on a caller's, and the events wait meanwhile, so an implementation may block but must have a time-out.
 */
@FunctionalInterface
public interface TextTokenSupplier {

    /**
     * Gives a token.
     *
     * @param rejected the token that the vendor refused, which must not be given again; null if none was
     * @return the token alone, without {@code Bearer}; printable ASCII without blanks
     * @throws IOException if there is none now; nothing was sent and the events are retried. The message must show no
     *     secret
     */
    String token(@Nullable String rejected) throws IOException;
}
