/**
 * Which ClientGrants there are, what they claim, and how they are reconciled again. The index is
 * the informer's own; what a spec, a status and an annotation mean is read here. Nothing here calls
 * Auth0.
 */
@NullMarked
package io.clientgrant.controller.index;

import org.jspecify.annotations.NullMarked;
