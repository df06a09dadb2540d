/**
 * A Management API on loopback that behaves as the real one does: for tests, and for trying the
 * operator without a tenant. It shares no code with the operator and is not in its image.
 */
@NullMarked
package io.clientgrant.simulator;

import org.jspecify.annotations.NullMarked;
