/**
 * What the operator costs, measured as users run it. Nothing here is a test: no figure fails it.
 */
@NullMarked
package io.clientgrant.bench;

import org.jspecify.annotations.NullMarked;
