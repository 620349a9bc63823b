package io.salestracker.benchmarks;

import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;

/** Trust in a {@link Certificate}; OkHttp wants the manager beside the context. */
record Trust(SSLContext context, X509TrustManager manager) {}
