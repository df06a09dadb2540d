@NullMarked
package io.clientgrant.simulator.management;

import org.jspecify.annotations.NullMarked;
