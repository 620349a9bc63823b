/** Tells by class files whether libraries fit; not part of the API. */
@NullMarked
package io.salestracker.internal.linkage;

import org.jspecify.annotations.NullMarked;
