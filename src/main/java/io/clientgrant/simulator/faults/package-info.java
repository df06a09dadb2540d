/**
 * What goes wrong on purpose, and the log of the requests that came. A fault delays, cuts or
 * replaces an answer. Tests read the log to count calls.
 */
@NullMarked
package io.clientgrant.simulator.faults;

import org.jspecify.annotations.NullMarked;
