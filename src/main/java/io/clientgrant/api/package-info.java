/**
 * What users write and read: the custom resources, their specs and their statuses. Shape only; what
 * the fields mean to the tenant is in the rooms above. The schemas in {@code crds/} describe the
 * same fields, and a test holds the two together.
 *
 * <p>Unset is {@code null} here, because that is how Jackson and the API server say it. Closed sets
 * are strings too: a value from a newer schema must not stop an older operator from reading.
 */
@NullMarked
package io.clientgrant.api;

import org.jspecify.annotations.NullMarked;
