/** What the tests stand on: a real control plane. */
@NullMarked
package io.clientgrant.testing;

import org.jspecify.annotations.NullMarked;
