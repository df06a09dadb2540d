/**
 * The command line: what people ask of a tenant without changing it. It shares everything with the
 * operator but the loop: the connection, the rate limiter, the planner, the guardrails, the
 * sentences.
 */
@NullMarked
package io.clientgrant.cli;

import org.jspecify.annotations.NullMarked;
