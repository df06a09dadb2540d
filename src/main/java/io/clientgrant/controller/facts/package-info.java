/**
 * What a reconciliation decides from. Everything is gathered once, before anything is decided, and
 * then does not change. {@link io.clientgrant.controller.facts.ResourceMemory} is all that the
 * operator remembers of a ClientGrant outside the API server.
 */
@NullMarked
package io.clientgrant.controller.facts;

import org.jspecify.annotations.NullMarked;
