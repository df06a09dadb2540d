@NullMarked
package io.clientgrant.simulator.token;

import org.jspecify.annotations.NullMarked;
