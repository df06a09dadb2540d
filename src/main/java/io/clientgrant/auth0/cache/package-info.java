/**
 * The grants of one tenant in memory. A resync reads all grants and finds changes that others made.
 * The operator's own writes update the cache at once.
 */
@NullMarked
package io.clientgrant.auth0.cache;

import org.jspecify.annotations.NullMarked;
