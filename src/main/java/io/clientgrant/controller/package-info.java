/**
 * Kubernetes' side: the reconcilers, and how they tell what they did. The only room that sees both
 * sides.
 */
@NullMarked
package io.clientgrant.controller;

import org.jspecify.annotations.NullMarked;
