/**
 * How the commands show something: one {@link io.clientgrant.cli.output.View} of a thing, printed
 * as a table, as JSON, YAML or CSV, or by its name. What comes from a tenant is never printed as it
 * is: it could move the cursor, or become a formula.
 */
@NullMarked
package io.clientgrant.cli.output;

import org.jspecify.annotations.NullMarked;
