@NullMarked
package io.clientgrant.simulator.server;

import org.jspecify.annotations.NullMarked;
