/** What the tenant's own log tells of grants: the commands that need {@code read:logs}. */
@NullMarked
package io.clientgrant.cli.log;

import org.jspecify.annotations.NullMarked;
