package io.salestracker.internal.transport;

import io.salestracker.http.HttpTransport;
import java.util.List;

/**
 * A transport that comes with the SDK. The messages of its exceptions are its own words, with nothing of a request or a
 * response, so they may be shown as they are.
 */
public interface OwnTransport extends HttpTransport {

    /** The texts that must not be shown, such as a proxy's password. */
    List<String> secrets();
}
