/** The operator as a process: its options, its probes, its end, and its leader election. */
@NullMarked
package io.clientgrant.process;

import org.jspecify.annotations.NullMarked;
