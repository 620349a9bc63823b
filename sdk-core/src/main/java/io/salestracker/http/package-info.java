/** HTTP requests, responses and transports. For users who replace the transport. */
@NullMarked
package io.salestracker.http;

import org.jspecify.annotations.NullMarked;
