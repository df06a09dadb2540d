@NullMarked
package io.clientgrant.simulator.control;

import org.jspecify.annotations.NullMarked;
