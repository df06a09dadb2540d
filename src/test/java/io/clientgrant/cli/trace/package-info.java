/** Tests of the way from a ClientGrant to its grant. */
@NullMarked
package io.clientgrant.cli.trace;

import org.jspecify.annotations.NullMarked;
