/**
 * Ebbot: sales tracking for live chat.
 *
 * <p><strong>No public endpoint exists.</strong> Ebbot documents only a browser call, {@code window.eb_tr.push(event)},
 * with the type of the event; neither address, authentication, envelope, responses nor error codes are public. This
 * package models the event exactly and sends it to an address the caller names: a relay or gateway of the caller's
 * own, or an endpoint obtained from the vendor. There is therefore no default address.
 *
 * <p>Known from the vendor: the three types, their fields, which are required, that a purchase's items are always an
 * array, that an item's value is a number or a text, and that its id must be the id in the product feed. Assumed: that
 * currencies are ISO 4217, that a value as text has the form of the product feed's prices (digits, a dot, no blanks),
 * that an event needs at least one item, and everything about the wire.
 *
 * <p>The event has neither order id nor time, so the vendor has no visible way to tell a repeated purchase: nothing is
 * repeated after an ambiguous failure unless the caller says that the endpoint de-duplicates.
 */
@NullMarked
package io.salestracker.ebbot;

import org.jspecify.annotations.NullMarked;
