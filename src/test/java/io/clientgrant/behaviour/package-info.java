/** What the operator does, as its users see it: one class for each part of docs/behaviour.md. */
@NullMarked
package io.clientgrant.behaviour;

import org.jspecify.annotations.NullMarked;
