/**
 * What a grant is and what is to be done about it, as values and rules: no I/O, no clock, no
 * Kubernetes. Everything here can be enumerated in a test.
 */
@NullMarked
package io.clientgrant.grant;

import org.jspecify.annotations.NullMarked;
