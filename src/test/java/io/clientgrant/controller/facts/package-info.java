/** Tests of what the operator remembers of a ClientGrant. */
@NullMarked
package io.clientgrant.controller.facts;

import org.jspecify.annotations.NullMarked;
