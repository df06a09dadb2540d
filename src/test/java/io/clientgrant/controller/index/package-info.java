/** Tests of the index of ClientGrants. */
@NullMarked
package io.clientgrant.controller.index;

import org.jspecify.annotations.NullMarked;
