package io.clientgrant.tenant;

import io.clientgrant.tenant.Failure.Unavailable;
import org.jspecify.annotations.Nullable;

/**
 * A call that nobody answered. It may be the tenant that is down, and not this call that failed.
 */
final class Unanswered extends TenantException {
  Unanswered(String whom, @Nullable Throwable cause) {
    super(new Unavailable(Trouble.of(whom, cause)));
  }
}
