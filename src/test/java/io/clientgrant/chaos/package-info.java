/** Faults, crashes and bad input: whatever happens, what the operator promises still holds. */
@NullMarked
package io.clientgrant.chaos;

import org.jspecify.annotations.NullMarked;
