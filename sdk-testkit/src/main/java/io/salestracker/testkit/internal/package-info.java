/** The sandbox's machinery and the vendors' rules. Not API: nothing here is kept stable. */
@NullMarked
package io.salestracker.testkit.internal;

import org.jspecify.annotations.NullMarked;
