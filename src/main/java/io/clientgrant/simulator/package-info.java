/**
 * A simulated Auth0 tenant on loopback, with the parts of the Management API that client grants
 * need. The tests run against it, and you can try the operator with it without a real tenant. It
 * shares no code with the operator and is not in the operator's image.
 */
@NullMarked
package io.clientgrant.simulator;

import org.jspecify.annotations.NullMarked;
