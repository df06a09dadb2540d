@NullMarked
package io.clientgrant.simulator.limit;

import org.jspecify.annotations.NullMarked;
