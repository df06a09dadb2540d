/**
 * The token endpoint and the access tokens. Clients authenticate with a secret or with a signed
 * assertion. The simulator signs its own tokens and accepts no others.
 */
@NullMarked
package io.clientgrant.simulator.token;

import org.jspecify.annotations.NullMarked;
