/** Tests of the rules of a ClientGrant's reconciliation. */
@NullMarked
package io.clientgrant.controller.clientgrant;

import org.jspecify.annotations.NullMarked;
