package io.salestracker.tracktor;

/** The names of the actions that are the destination's to choose; all of them assumed. */
record TracktorActions(
        String productViewed,
        String productAdded,
        String productRemoved,
        String orderPlaced,
        String setCart,
        String cancelCart,
        String purchaseCart) {

    String of(TracktorCartCall call) {
        return switch (call) {
            case SET -> setCart;
            case CANCEL -> cancelCart;
            case PURCHASE -> purchaseCart;
        };
    }
}
