@NullMarked
package io.clientgrant.simulator;

import org.jspecify.annotations.NullMarked;
