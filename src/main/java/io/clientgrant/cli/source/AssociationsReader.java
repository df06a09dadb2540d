package io.clientgrant.cli.source;

import io.clientgrant.auth0.api.Organization;
import io.clientgrant.auth0.failure.Failure.Forbidden;
import io.clientgrant.auth0.failure.Failure.MissingScopes;
import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.inventory.ListedGrant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads which organizations may use grants, until the credential turns out not to be allowed: a
 * call for each grant that some may use, or more if they are more than a hundred.
 */
public final class AssociationsReader {
  private final Source source;
  private boolean isRefused;

  public AssociationsReader(Source source) {
    this.source = source;
  }

  /** The organizations that may use a grant; none if that may not be read. */
  public List<Organization> of(ListedGrant listed) {
    var all = new ArrayList<Organization>();
    if (isRefused || listed.grant().deniesOrganizations()) {
      return all;
    }
    try {
      source.reader().organizations(listed.grant().id()).forEachRemaining(all::addAll);
      return all;
    } catch (TenantException e) {
      if (!(e.failure() instanceof MissingScopes) && !(e.failure() instanceof Forbidden)) {
        throw e;
      }
      isRefused = true;
      return List.of();
    }
  }

  /** Whether the credential was not allowed to read some of it. */
  public boolean isRefused() {
    return isRefused;
  }
}
