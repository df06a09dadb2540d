/** Starts the process: the operator, or a command. Here it is decided how it logs. */
@NullMarked
package io.clientgrant.launch;

import org.jspecify.annotations.NullMarked;
