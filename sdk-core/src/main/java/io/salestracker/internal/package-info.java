/** Not for users: nothing here is API, whatever its visibility, and it may change in any release. */
@NullMarked
package io.salestracker.internal;

import org.jspecify.annotations.NullMarked;
