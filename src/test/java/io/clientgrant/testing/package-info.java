/** What the tests stand on: a real control plane, the operator, and what they apply and await. */
@NullMarked
package io.clientgrant.testing;

import org.jspecify.annotations.NullMarked;
