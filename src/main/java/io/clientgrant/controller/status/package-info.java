/**
 * How a resource stands and when it is reconciled again: the Ready condition, status writes, events
 * and pauses. Both reconcilers use these. Nothing here knows Auth0.
 */
@NullMarked
package io.clientgrant.controller.status;

import org.jspecify.annotations.NullMarked;
