@NullMarked
package io.clientgrant.simulator.state;

import org.jspecify.annotations.NullMarked;
