package io.salestracker.internal.transport;

import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens a transport at the first request. Opening loads the client's classes, which {@code build()} must not wait for.
 * Thread-safe.
 */
public final class DeferredTransport implements OwnTransport {
    /** Opens a transport. */
    public interface Opening {
        /** Opens it. May throw what a transport's constructor throws. */
        OwnTransport open();
    }

    private final Opening opening;
    private final List<String> secrets;
    private final Object lock = new Object();
    private volatile @Nullable OwnTransport opened;
    private volatile boolean closed;

    /**
     * Opens nothing yet.
     *
     * @param opening opens the transport; if it throws, the next request calls it again
     * @param credentials for an HTTP proxy
     */
    public DeferredTransport(Opening opening, @Nullable ProxyCredentials credentials) {
        this.opening = opening;
        this.secrets = credentials == null ? List.of() : credentials.secrets();
    }

    @Override
    public Response send(Request request) throws TransportException {
        if (closed) {
            throw TransportSupport.notSent(TransportSupport.CLOSED);
        }
        OwnTransport transport = opened;
        return (transport == null ? open() : transport).send(request);
    }

    private OwnTransport open() throws TransportException {
        OwnTransport transport;
        synchronized (lock) {
            transport = opened;
            if (transport == null) {
                try {
                    transport = opening.open();
                } catch (RuntimeException | Error e) {
                    throw TransportSupport.failure(false, TransportSupport.NO_CONNECTION, e);
                }
                opened = transport;
            }
        }
        if (closed) {
            // Close was called meanwhile, and did not wait for the opening.
            transport.close();
        }
        return transport;
    }

    @Override
    public void close() {
        closed = true;
        OwnTransport transport = opened;
        if (transport != null) {
            transport.close();
        }
    }

    @Override
    public List<String> secrets() {
        return secrets;
    }
}
