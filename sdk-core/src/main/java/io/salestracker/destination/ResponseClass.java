package io.salestracker.destination;

/** The classes of responses, by what became of the request. A {@link StatusTable} tells the class of each status code. */
public enum ResponseClass {
    /** 2xx, unless the body begins like an HTML page: taken. */
    DELIVERED,
    /** 400, 409, 410, 415, 422 and other 4xx without {@code Retry-After}: this event is refused for good. */
    EVENT_REFUSED,
    /**
     * The vendor has the event already: delivered if an attempt before was ambiguous, else refused. In the standard
     * table no code has this meaning; Alhena's checkout and Text's orders give it to 409.
     */
    ALREADY_TAKEN,
    /** 413: split and send again; a lone event is refused. */
    TOO_LARGE,
    /**
     * 401, 402, 403, 404, 405, 407, 421, 423, 426, 451, 501, 505, 511 and 3xx other than 302 and 303, none of which
     * is followed: the endpoint is set up wrongly, and nothing was taken.
     */
    MISCONFIGURED,
    /**
     * 302, which after a POST often stands for 303, and a 2xx whose body begins like an HTML page: the endpoint is
     * set up wrongly, and the event may have been taken.
     */
    MISCONFIGURED_IN_DOUBT,
    /** 429; 503 and any 4xx that the table does not name, with {@code Retry-After}: not taken, slow down. */
    THROTTLED,
    /** 408, 425, 503, 521, 523, 525, 526 and 530: not taken, retried in every mode. */
    NOT_PROCESSED,
    /** 303, other 5xx, and any code HTTP does not know: may have been taken. */
    AMBIGUOUS
}
