/** Tests of pauses and of how failures are counted. */
@NullMarked
package io.clientgrant.controller.status;

import org.jspecify.annotations.NullMarked;
