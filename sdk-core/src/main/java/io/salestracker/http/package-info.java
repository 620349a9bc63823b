/**
 * For who replaces the HTTP transport: requests, answers and what carries them.
 */
@NullMarked
package io.salestracker.http;

import org.jspecify.annotations.NullMarked;
