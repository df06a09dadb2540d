/**
 * The endpoints of the Management API: client grants, organization grants, clients, APIs and
 * organizations. They read and change the state of the tenant. Their responses and errors have the
 * form of the real API.
 */
@NullMarked
package io.clientgrant.simulator.management;

import org.jspecify.annotations.NullMarked;
