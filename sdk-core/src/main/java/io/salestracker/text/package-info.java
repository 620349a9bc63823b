/**
 * Text (LiveChat): order and cart events, as its Sales Tracking widget reports them, sent from the backend.
 *
 * <p>Known from the vendor: the three event names and all fields of their data, that an order line has the price of one
 * and a cart line the price of all its units, that orders are de-duplicated by the vendor while carts are not, and that
 * a payload it refuses is answered 422 and too many requests 429. The tracker endpoint with its store header is what
 * the vendor's own Shopify pixel uses, and the Customer Chat API method stands in an unpublished draft: <b>neither is
 * officially supported for custom stores</b>, which are told to use the widget. Assumed: the platform {@code custom},
 * that the customer id of the widget is the tracker's, that the website UUID of the Customer Chat API is the store's,
 * and the codes in the responses. Everything assumed can be overridden on the builder.
 *
 * <p>The draft event {@code store_product_page_viewed} was withdrawn by the vendor before publication and is not
 * offered. An order counts where it is placed during a chat or within 30 days after.
 */
@NullMarked
package io.salestracker.text;

import org.jspecify.annotations.NullMarked;
