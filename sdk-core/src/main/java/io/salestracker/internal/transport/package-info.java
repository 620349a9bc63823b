/** The transports over OkHttp and over the JDK's client. OkHttp is named here only. */
@NullMarked
package io.salestracker.internal.transport;

import org.jspecify.annotations.NullMarked;
