/**
 * The rate limits of the tenant. Each endpoint belongs to one bucket, and each bucket has its own
 * limit. Without a limit, a bucket sends headers but rejects nothing.
 */
@NullMarked
package io.clientgrant.simulator.limit;

import org.jspecify.annotations.NullMarked;
