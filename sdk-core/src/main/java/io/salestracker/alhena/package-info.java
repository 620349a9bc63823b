/**
 * Alhena (formerly Gleen): cart and checkout events over its HTTP API.
 *
 * <p>For shops that are not on Shopify; Shopify shops are recorded by Alhena itself and must not report again.
 *
 * <p>Known from the vendor: both regions, the cart endpoint and its fields, the four cart types and what quantity
 * means, the fields of a checkout under their JavaScript names, and that an order id is recorded once. Assumed: that the
 * checkout endpoint lies beside the cart endpoint, that its fields are written like those of the cart, that no header
 * is needed for authentication, that a line's value is the price of one (as in the vendor's worked example; an older
 * edition said line total), and what responses mean. Everything assumed can be overridden on the builder.
 *
 * <p>An accepted event need not be counted: Alhena credits only visitors who used the chat or the product FAQs within
 * 24 hours, and ignores a decrease or removal without an earlier addition of that product by that visitor. Its wire
 * carries no time, so events delivered late are counted late.
 */
@NullMarked
package io.salestracker.alhena;

import org.jspecify.annotations.NullMarked;
