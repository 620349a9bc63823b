/**
 * A sandbox of the four vendors for tests, examples and local work: one process, one loopback port, each vendor's
 * endpoints under their real paths with the vendor's real rules, and faults on demand.
 *
 * <p>What judges the events is written from the vendors' documents and shares no code with the SDK, so that it is a second
 * opinion on what the SDK sends; only the demo and the help for tests use the SDK. Start with {@link io.salestracker.testkit.VendorSandbox#start()}.
 */
@NullMarked
package io.salestracker.testkit;

import org.jspecify.annotations.NullMarked;
