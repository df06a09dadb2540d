/**
 * The token endpoint: who may have a token, and what is in it. Tokens are JWTs that the simulator
 * signs and checks itself. Its errors have another shape than the Management API's.
 */
@NullMarked
package io.clientgrant.simulator.token;

import org.jspecify.annotations.NullMarked;
