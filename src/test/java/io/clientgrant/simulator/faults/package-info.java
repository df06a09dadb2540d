@NullMarked
package io.clientgrant.simulator.faults;

import org.jspecify.annotations.NullMarked;
