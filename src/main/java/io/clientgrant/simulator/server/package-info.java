/**
 * The HTTP side of the simulator. Each request is recorded, may meet a fault, and is then routed to
 * its handler. The router checks the token, the scope and the rate limit before it calls the
 * handler.
 */
@NullMarked
package io.clientgrant.simulator.server;

import org.jspecify.annotations.NullMarked;
