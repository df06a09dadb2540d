/** What the metrics tell of each tenant. */
@NullMarked
package io.clientgrant.controller.tenant.metrics;

import org.jspecify.annotations.NullMarked;
