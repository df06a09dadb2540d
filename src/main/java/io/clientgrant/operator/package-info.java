/** Main, configuration, health and metrics: wiring only. */
@NullMarked
package io.clientgrant.operator;

import org.jspecify.annotations.NullMarked;
