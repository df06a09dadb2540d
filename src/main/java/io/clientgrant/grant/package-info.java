/**
 * A client grant as a value: its key, its settings, and the differences between two settings. There
 * is no I/O, no clock, no Kubernetes and no Auth0 SDK here or in the packages below. So tests can
 * enumerate every case.
 */
@NullMarked
package io.clientgrant.grant;

import org.jspecify.annotations.NullMarked;
