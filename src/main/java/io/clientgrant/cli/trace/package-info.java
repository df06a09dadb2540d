/** From a ClientGrant to its grant: where it hangs, and why. */
@NullMarked
package io.clientgrant.cli.trace;

import org.jspecify.annotations.NullMarked;
