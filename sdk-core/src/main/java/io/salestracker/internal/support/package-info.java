/**
 * Tools that the vendors and the engine share: JSON, the checks of configured addresses and headers, the log.
 */
@NullMarked
package io.salestracker.internal.support;

import org.jspecify.annotations.NullMarked;
