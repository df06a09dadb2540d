/**
 * Requests, responses, routes and JSON, as both the tenant and the control interface use them. The
 * rules for queries and bodies are here too, with the error messages of the real API. This package
 * knows nothing about what a tenant holds.
 */
@NullMarked
package io.clientgrant.simulator.wire;

import org.jspecify.annotations.NullMarked;
