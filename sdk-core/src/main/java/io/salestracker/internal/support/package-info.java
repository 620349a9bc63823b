/**
 * Tools that the destinations and the engine share: the setup of JSON, the versions of libraries, the log.
 */
@NullMarked
package io.salestracker.internal.support;

import org.jspecify.annotations.NullMarked;
