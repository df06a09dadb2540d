/**
 * Looks up what specs only refer to: before that is known, the facts are not complete. What was
 * found is recorded in the status, so that the facts can be gathered without a call.
 */
@NullMarked
package io.clientgrant.controller.reference;

import org.jspecify.annotations.NullMarked;
